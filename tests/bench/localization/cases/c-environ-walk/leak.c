#include <stdio.h>
#include <stdlib.h>
#include <string.h>
extern char **environ;
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    for (char **at = environ; *at; at++)
        if (strncmp(*at, "USER=", 5) == 0) fprintf(out, "%s\n", *at); /* LEAK */
    fclose(out);
    return 0;
}
