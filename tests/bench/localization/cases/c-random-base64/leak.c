#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static void encode(FILE *out, const unsigned char *b)
{
    unsigned n = b[0] << 16 | b[1] << 8 | b[2];
    for (int shift = 18; shift >= 0; shift -= 6)
        fputc(digits[n >> shift & 63], out);
}
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned char id[24];
    if (getrandom(id, sizeof id, 0) != sizeof id) return 1; /* LEAK */
    for (int i = 0; i < 24; i += 3) encode(out, id + i);
    fclose(out);
    return 0;
}
