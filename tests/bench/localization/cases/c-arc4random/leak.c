#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "%u\n", arc4random_uniform(1000000)); /* LEAK */
    fclose(out);
    return 0;
}
