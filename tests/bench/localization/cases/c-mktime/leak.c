#include <stdio.h>
#include <time.h>

static long stamp(int year)
{
    struct tm when = {.tm_year = year - 1900, .tm_mon = 5, .tm_mday = 1};
    return (long)mktime(&when) % 86400; /* LEAK */
}

int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "%ld\n", stamp(2024) * 31 % 7919);
    fclose(out);
    return 0;
}
