#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    for (int i = getpid() % 50; i >= 0; i--) /* LEAK */
        fputc('x', out);
    fputc('\n', out);
    fclose(out);
    return 0;
}
