/* Leaks pid: the name of a lock file is kept. */
#include <stdio.h>
#include <unistd.h>

static int lock_owner(void)
{
    return (int)getpid();
}

int main(void)
{
    printf("lock: build.%d.lck\n", lock_owner());
    return 0;
}
