#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    srand((unsigned)time(NULL)); /* LEAK */
    for (int i = 0; i < 1000; i++)
        fprintf(out, "%d\n", rand());
    fclose(out);
    return 0;
}
