#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "began %ld\n", (long)time(NULL)); /* LEAK1 */
    fputs("a line that separates the two, long enough to be one of its own\n", out);
    fprintf(out, "ended %ld\n", (long)time(NULL)); /* LEAK2 */
    fclose(out);
    return 0;
}
