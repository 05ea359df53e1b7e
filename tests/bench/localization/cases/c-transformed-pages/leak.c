#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned shift = (unsigned)time(NULL) % 997; /* LEAK */
    for (unsigned i = 0; i < 997; i++)
        fprintf(out, "%u\n", (i + shift) % 997);
    fclose(out);
    return 0;
}
