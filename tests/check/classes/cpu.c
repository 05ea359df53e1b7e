#include <stdio.h>
#include <unistd.h>
int main(void)
{
    printf("built for %ld processors\n", sysconf(_SC_NPROCESSORS_ONLN));
}
