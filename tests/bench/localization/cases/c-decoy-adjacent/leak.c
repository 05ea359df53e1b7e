#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct timespec a, b, c;
    clock_gettime(CLOCK_REALTIME, &a);
    clock_gettime(CLOCK_REALTIME, &b); /* LEAK */
    clock_gettime(CLOCK_REALTIME, &c);
    fprintf(out, "%ld\n", b.tv_nsec);
    if (a.tv_sec == 0 || c.tv_sec == 0) return 1;
    fclose(out);
    return 0;
}
