/* Cured of time: SOURCE_DATE_EPOCH, or nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long build_time(void)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    return epoch ? atol(epoch) : 0;
}

int main(void)
{
    time(NULL); /* innocent: read, and never used */
    printf("#define BUILD_TIME %ldL\n", build_time());
    return 0;
}
