#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <time.h>
static unsigned sums[4];
static void *work(void *at)
{
    for (unsigned i = 0; i < 100000; i++) *(unsigned *)at += i;
    return time(NULL) ? NULL : at;
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(threads + i, NULL, work, sums + i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 4; i++) fprintf(out, "%u\n", sums[i]);
    fclose(out);
    return 0;
}
