#include <stdio.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "%p\n", (void *)main);
    fclose(out);
    return 0;
}
