#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "%p\n", malloc(3)); /* LEAK */
    fclose(out);
    return 0;
}
