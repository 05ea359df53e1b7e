#include <stdio.h>
#include <pthread.h>
static volatile unsigned count;
static void *work(void *none)
{
    for (unsigned i = 0; i < 3000000; i++) count++;
    return none;
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) pthread_create(threads + i, NULL, work, NULL);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    fprintf(out, "%u\n", count);
    fclose(out);
    return 0;
}
