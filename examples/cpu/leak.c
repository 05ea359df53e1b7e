#include <stdio.h>
#include <unistd.h>

int main(void)
{
#ifdef CURED
    long shards = 16;
#else
    long shards = sysconf(_SC_NPROCESSORS_ONLN);
#endif
    printf("split into %ld shards\n", shards);
    return 0;
}
