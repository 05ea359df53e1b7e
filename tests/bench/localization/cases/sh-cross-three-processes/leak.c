#include <stdio.h>
#include <sys/random.h>
int main(void)
{
    unsigned long id = 0;
    if (getrandom(&id, sizeof id, 0) < 0) return 1; /* LEAK */
    return printf("%016lx\n", id) < 0;
}
