#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    char name[256];
    gethostname(name, sizeof name); /* LEAK */
    fprintf(out, "%s\n", name);
    fclose(out);
    return 0;
}
