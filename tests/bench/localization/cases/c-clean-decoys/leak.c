#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned id = 0;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (getrandom(&id, sizeof id, 0) < 0) return 1;
    if (getpid() == 0 || !malloc(now.tv_nsec % 100 + 1)) return 1;
    fprintf(out, "%s\n", time(NULL) > 1000 ? "late" : "early");
    fclose(out);
    return 0;
}
