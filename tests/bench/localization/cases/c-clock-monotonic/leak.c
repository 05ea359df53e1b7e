#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now); /* LEAK */
    fprintf(out, "%ld %ld\n", (long)now.tv_sec, now.tv_nsec);
    fclose(out);
    return 0;
}
