#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit); /* LEAK */
    fprintf(out, "%lu\n", (unsigned long)limit.rlim_cur);
    fclose(out);
    return 0;
}
