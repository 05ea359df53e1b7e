#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    const char *user = getenv("USER"); /* LEAK */
    fprintf(out, "built by %s\n", user ? user : "nobody");
    fclose(out);
    return 0;
}
