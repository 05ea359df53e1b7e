#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <time.h>
static void *idle(void *out)
{
    static __thread long kept;
    kept = (long)time(NULL);
    return kept ? NULL : out;
}
static void *work(void *out)
{
    fprintf(out, "%ld\n", (long)time(NULL)); /* LEAK */
    return NULL;
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(threads + i, NULL, i == 2 ? work : idle, out);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    fclose(out);
    return 0;
}
