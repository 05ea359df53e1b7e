#include <stdio.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    fprintf(out, "%ld\n", now.tv_nsec);
    fclose(out);
    return 0;
}
