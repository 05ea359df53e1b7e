/* Leaks time: the second of the build becomes part of the program. */
#include <stdio.h>
#include <time.h>

static long build_time(void)
{
    return (long)time(NULL);
}

int main(void)
{
    time(NULL); /* innocent: read, and never used */
    printf("#define BUILD_TIME %ldL\n", build_time());
    return 0;
}
