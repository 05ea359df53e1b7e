#include <stdio.h>
#include <time.h>

int main(void)
{
    char text[64];
    time_t release = 1700000000;
#ifdef CURED
    struct tm *when = gmtime(&release);
#else
    struct tm *when = localtime(&release);
#endif
    strftime(text, sizeof text, "%Y-%m-%d %H:%M", when);
    printf("released %s\n", text);
    return 0;
}
