#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    long now = (long)time(NULL); /* LEAK1 */
    int self = getpid(); /* LEAK2 */
    fprintf(out, "%ld-%d\n", now, self);
    fclose(out);
    return 0;
}
