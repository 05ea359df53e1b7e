#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/times.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct tms used;
    fprintf(out, "%ld\n", (long)times(&used)); /* LEAK */
    fclose(out);
    return 0;
}
