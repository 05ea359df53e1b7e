#include <stdio.h>
#include <unistd.h>

int main(void)
{
#ifdef CURED
    unsigned owner = 0;
#else
    unsigned owner = getuid();
#endif
    printf("owner %u\n", owner);
    return 0;
}
