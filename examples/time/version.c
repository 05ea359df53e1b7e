/* Writes a version file: the release, and when it was built. */
#include <stdio.h>
#include <time.h>

int main(void)
{
    char date[32];
    time_t now = time(NULL);
    strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", gmtime(&now));
    printf("release 1.0, built %s\n", date);
    return 0;
}
