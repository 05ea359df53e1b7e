#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    long noise = getpid() * 0L + getppid() * 0L;
    fprintf(out, "%ld\n", (long)time(NULL) + noise); /* LEAK */
    fclose(out);
    return 0;
}
