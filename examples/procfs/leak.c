#include <stdio.h>
#include <string.h>

int main(void)
{
    char line[128] = "0\n";
#ifndef CURED
    FILE *file = fopen("/proc/uptime", "r");
    if (!file || !fgets(line, sizeof line, file))
        return 1;
#endif
    line[strcspn(line, ". \n")] = '\0';
    printf("up for %s seconds\n", line);
    return 0;
}
