#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned id[2];
    FILE *in = fopen("/dev/urandom", "r"); /* LEAK */
    if (fread(id, 1, sizeof id, in) != sizeof id) return 1;
    fprintf(out, "%u-%u\n", id[0], id[1]);
    fclose(in);
    fclose(out);
    return 0;
}
