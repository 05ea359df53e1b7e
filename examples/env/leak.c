#include <stdio.h>
#include <stdlib.h>

int main(void)
{
#ifdef CURED
    const char *home = "/nonexistent";
#else
    const char *home = getenv("HOME");
#endif
    printf("configured for %s\n", home ? home : "nobody");
    return 0;
}
