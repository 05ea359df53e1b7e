#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "%ld\n", sysconf(_SC_NPROCESSORS_ONLN)); /* LEAK */
    fclose(out);
    return 0;
}
