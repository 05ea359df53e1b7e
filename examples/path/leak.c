#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char directory[4096] = ".";
#ifndef CURED
    if (!getcwd(directory, sizeof directory))
        return 1;
#endif
    printf("sources in %s\n", directory);
    return 0;
}
