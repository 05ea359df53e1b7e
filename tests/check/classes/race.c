#include <pthread.h>
#include <stdio.h>
static volatile long shared;
static void *add(void *unused)
{
    for (long i = 0; i < 3000000; i++)
        shared = shared + 1;
    return unused;
}
int main(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, add, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    printf("%ld\n", shared);
}
