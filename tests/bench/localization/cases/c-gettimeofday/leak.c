#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct timeval now;
    gettimeofday(&now, NULL); /* LEAK */
    fprintf(out, "%lx.%lx\n", (long)now.tv_sec, (long)now.tv_usec);
    fclose(out);
    return 0;
}
