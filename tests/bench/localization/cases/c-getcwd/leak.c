#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    char here[4096];
    if (!getcwd(here, sizeof here)) return 1; /* LEAK */
    fprintf(out, "%s\n", here);
    fclose(out);
    return 0;
}
