#include <stdio.h>
#include <unistd.h>

int main(void)
{
    printf("tmp.%d\n", (int)getpid());
    return 0;
}
