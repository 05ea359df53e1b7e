#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct stat about;
    fflush(out);
    if (stat("out.txt", &about) != 0) return 1; /* LEAK */
    fprintf(out, "%ld\n", (long)about.st_mtime);
    fclose(out);
    return 0;
}
