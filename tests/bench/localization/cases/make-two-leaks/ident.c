#include <stdio.h>
#include <sys/random.h>
int main(void)
{
    unsigned id = 0;
    if (getrandom(&id, sizeof id, 0) < 0) return 1; /* LEAK */
    return printf("#define IDENT \"%08x\"\n", id) < 0;
}
