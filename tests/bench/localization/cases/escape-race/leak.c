#include <stdio.h>
#include <pthread.h>
static volatile unsigned count;
static pthread_barrier_t start;
static void *work(void *none)
{
    pthread_barrier_wait(&start);
    for (unsigned i = 0; i < 200000000; i++) count++;
    return none;
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    pthread_t threads[2];
    pthread_barrier_init(&start, NULL, 2);
    for (int i = 0; i < 2; i++) pthread_create(threads + i, NULL, work, NULL);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    fprintf(out, "%u\n", count);
    fclose(out);
    return 0;
}
