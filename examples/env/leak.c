#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    const char *home = getenv("HOME");
    printf("configured for %s\n", home ? home : "nobody");
    return 0;
}
