#include <stdio.h>
#include <time.h>

static void heading(FILE *out, time_t at)
{
    char text[64];
    strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S", localtime(&at)); /* LEAK */
    fprintf(out, "released %s\n", text);
}

int main(void)
{
    FILE *out = fopen("out.txt", "w");
    time_t epoch = 0;
    fprintf(out, "%d\n", gmtime(&epoch)->tm_year);
    heading(out, 1700000000);
    fclose(out);
    return 0;
}
