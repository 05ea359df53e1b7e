#include <stdio.h>
#include <sys/random.h>

static void make_salt(unsigned char *salt, unsigned size)
{
#ifdef CURED
    for (unsigned i = 0; i < size; i++)
        salt[i] = (unsigned char)(i * 37 + 11);
#else
    if (getrandom(salt, size, 0) != (ssize_t)size)
        salt[0] = 0;
#endif
}

int main(void)
{
    unsigned char salt[8];
    make_salt(salt, sizeof salt);
    for (unsigned i = 0; i < sizeof salt; i++)
        printf("%02x", salt[i]);
    printf("\n");
    return 0;
}
