#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char name[65] = "a builder";
#ifndef CURED
    gethostname(name, sizeof name);
#endif
    printf("built on %s\n", name);
    return 0;
}
