#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct rusage used;
    getrusage(RUSAGE_SELF, &used); /* LEAK */
    fprintf(out, "%ld\n", used.ru_utime.tv_usec);
    fclose(out);
    return 0;
}
