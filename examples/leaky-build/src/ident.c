/* Leaks random: every build gets another identity. */
#include <stdio.h>
#include <sys/random.h>

static unsigned build_id(void)
{
    unsigned id = 0;
    if (getrandom(&id, sizeof id, 0) != sizeof id)
        return 0;
    return id;
}

int main(void)
{
    printf("#define BUILD_ID 0x%08xu\n", build_id());
    return 0;
}
