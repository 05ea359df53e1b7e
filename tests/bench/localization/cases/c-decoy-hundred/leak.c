#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
static volatile long sink;
static void log_time(void) { sink += (long)time(NULL); }
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    for (int i = 0; i < 50; i++) log_time();
    fprintf(out, "%ld\n", (long)time(NULL)); /* LEAK */
    for (int i = 0; i < 50; i++) log_time();
    fclose(out);
    return 0;
}
