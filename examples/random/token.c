/* Writes an id for this build, from the kernel's random bytes. */
#include <stdio.h>

int main(void)
{
    unsigned char id[8];
    FILE *file = fopen("/dev/urandom", "r");
    if (!file || fread(id, 1, sizeof id, file) != sizeof id)
        return 1;
    for (unsigned i = 0; i < sizeof id; i++)
        printf("%02x", id[i]);
    putchar('\n');
    return fclose(file);
}
