#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t); /* LEAK */
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    double begun = now();
    unsigned sum = 0;
    for (unsigned i = 0; i < 1000; i++) sum += i * i;
    fprintf(out, "sum %u in %.9f s\n", sum, now() - begun);
    fclose(out);
    return 0;
}
