#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "%ld\n", (long)clock()); /* LEAK */
    fclose(out);
    return 0;
}
