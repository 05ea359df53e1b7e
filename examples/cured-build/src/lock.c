/* Cured of pid: the name follows from what is built. */
#include <stdio.h>

int main(void)
{
    printf("lock: build.app.lck\n");
    return 0;
}
