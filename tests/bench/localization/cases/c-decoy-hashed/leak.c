#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned a = 0, b = 0, c = 0;
    if (getrandom(&a, sizeof a, 0) < 0) return 1;
    if (getrandom(&b, sizeof b, 0) < 0) return 1; /* LEAK */
    if (getrandom(&c, sizeof c, 0) < 0) return 1;
    fprintf(out, "%08x\n", (b * 2654435761u) ^ 0x5bd1e995u ^ (a & 0) ^ (c & 0));
    fclose(out);
    return 0;
}
