/* Writes the built-in configuration: where to look for settings. */
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    const char *home = getenv("HOME");
    printf("settings = %s/.settings\n", home ? home : "");
    return 0;
}
