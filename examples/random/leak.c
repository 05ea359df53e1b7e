#include <stdio.h>
#include <sys/random.h>

int main(void)
{
    unsigned char salt[8];
    if (getrandom(salt, sizeof salt, 0) != sizeof salt)
        return 1;
    for (unsigned i = 0; i < sizeof salt; i++)
        printf("%02x", salt[i]);
    printf("\n");
    return 0;
}
