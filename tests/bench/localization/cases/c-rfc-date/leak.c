#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    char text[64];
    time_t now = time(NULL); /* LEAK */
    strftime(text, sizeof text, "%a, %d %b %Y %T +0000", gmtime(&now));
    fprintf(out, "%s\n", text);
    fclose(out);
    return 0;
}
