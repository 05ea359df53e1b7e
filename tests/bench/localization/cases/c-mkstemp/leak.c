#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    char name[] = "/tmp/leakXXXXXX";
    int fd = mkstemp(name); /* LEAK */
    fprintf(out, "%s\n", name);
    unlink(name);
    close(fd);
    fclose(out);
    return 0;
}
