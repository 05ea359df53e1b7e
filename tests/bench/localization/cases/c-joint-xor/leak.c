#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/random.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned bytes = 0;
    if (getrandom(&bytes, sizeof bytes, 0) < 0) return 1; /* LEAK1 */
    unsigned now = (unsigned)time(NULL); /* LEAK2 */
    fprintf(out, "%08x\n", (bytes * 2654435761u) ^ (now * 40503u));
    fclose(out);
    return 0;
}
