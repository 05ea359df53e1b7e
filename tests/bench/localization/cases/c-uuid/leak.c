#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    char id[64] = {0};
    FILE *in = fopen("/proc/sys/kernel/random/uuid", "r"); /* LEAK */
    if (!fgets(id, sizeof id, in)) return 1;
    fputs(id, out);
    fclose(in);
    fclose(out);
    return 0;
}
