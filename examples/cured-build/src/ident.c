/* Cured of random: the identity follows from the source. */
#include <stdio.h>

static unsigned build_id(void)
{
    unsigned id = 2166136261u; /* FNV-1a */
    int byte;
    FILE *source = fopen("src/app.c", "r");
    while (source && (byte = getc(source)) != EOF)
        id = (id ^ (unsigned)byte) * 16777619u;
    return id;
}

int main(void)
{
    printf("#define BUILD_ID 0x%08xu\n", build_id());
    return 0;
}
