#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned char id[16];
    if (getrandom(id, sizeof id, 0) != sizeof id) return 1; /* LEAK */
    for (int i = 0; i < 16; i++) fprintf(out, "%02x", id[i]);
    fclose(out);
    return 0;
}
