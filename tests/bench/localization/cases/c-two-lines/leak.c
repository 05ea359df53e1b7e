#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "time %ld\n", (long)time(NULL)); /* LEAK1 */
    fputs("a line that separates the two, long enough to be one of its own\n", out);
    fprintf(out, "pid %d\n", getpid()); /* LEAK2 */
    fclose(out);
    return 0;
}
