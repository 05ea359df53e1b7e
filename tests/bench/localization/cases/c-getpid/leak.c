#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "%d\n", getpid()); /* LEAK */
    fclose(out);
    return 0;
}
