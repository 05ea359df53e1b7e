#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <sys/random.h>
static unsigned ids[4];
static void *work(void *at)
{
    if (getrandom(at, sizeof(unsigned), 0) < 0) exit(1); /* LEAK */
    return NULL;
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(threads + i, NULL, work, ids + i);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 4; i++) fprintf(out, "a line of some length so that each is a region %d: %08x\n", i, ids[i]);
    fclose(out);
    return 0;
}
