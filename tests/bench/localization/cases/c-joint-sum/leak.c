#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/random.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned bytes = 0;
    if (getrandom(&bytes, sizeof bytes, 0) < 0) return 1; /* LEAK1 */
    unsigned long sum = bytes;
    sum += (unsigned long)time(NULL); /* LEAK2 */
    sum += (unsigned long)getpid(); /* LEAK3 */
    fprintf(out, "%08lx\n", (sum * 0x9e3779b97f4a7c15ul) >> 32);
    fclose(out);
    return 0;
}
