#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    for (int i = 0; i < 50; i++) {
        long now = (long)time(NULL); /* LEAK */
        if (i == 2) fprintf(out, "%ld\n", now);
    }
    fclose(out);
    return 0;
}
