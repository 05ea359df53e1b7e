#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    fprintf(out, "%ld-%d\n",
            (long)time(NULL), /* LEAK1 */
            getpid()); /* LEAK2 */
    fclose(out);
    return 0;
}
