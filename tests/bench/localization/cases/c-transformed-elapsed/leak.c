#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a); /* LEAK1 */
    clock_gettime(CLOCK_MONOTONIC, &b); /* LEAK2 */
    fprintf(out, "%ld\n", (b.tv_nsec - a.tv_nsec + 1000000000L) % 1000000000L);
    fclose(out);
    return 0;
}
