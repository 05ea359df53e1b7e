#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <unistd.h>
static void *work(void *out)
{
    fprintf(out, "%d\n", gettid()); /* LEAK */
    return NULL;
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    pthread_t thread;
    pthread_create(&thread, NULL, work, out);
    pthread_join(thread, NULL);
    fclose(out);
    return 0;
}
