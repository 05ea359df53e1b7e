#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    tzset(); /* LEAK */
    fprintf(out, "%ld\n", timezone);
    fclose(out);
    return 0;
}
