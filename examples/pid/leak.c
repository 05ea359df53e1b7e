#include <stdio.h>
#include <unistd.h>

int main(void)
{
#ifdef CURED
    printf("tmp.leak\n");
#else
    printf("tmp.%d\n", (int)getpid());
#endif
    return 0;
}
