#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    srand((unsigned)getpid()); /* LEAK */
    fprintf(out, "%d\n", rand());
    fclose(out);
    return 0;
}
