#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    mode_t mask = umask(0); /* LEAK */
    fprintf(out, "%o\n", mask);
    umask(mask);
    fclose(out);
    return 0;
}
