#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    char text[64] = {0};
    FILE *in = fopen("/proc/uptime", "r"); /* LEAK */
    if (!fgets(text, sizeof text, in)) return 1;
    fputs(text, out);
    fclose(in);
    fclose(out);
    return 0;
}
