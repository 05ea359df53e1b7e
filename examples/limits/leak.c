#include <stdio.h>
#include <sys/resource.h>

int main(void)
{
    struct rlimit limit = {.rlim_cur = 256};
#ifndef CURED
    getrlimit(RLIMIT_NOFILE, &limit);
#endif
    printf("table of %lu entries\n", (unsigned long)limit.rlim_cur);
    return 0;
}
