#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <arpa/inet.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    unsigned now = htonl((unsigned)time(NULL)); /* LEAK */
    fwrite("HEAD", 1, 4, out);
    fwrite(&now, 1, 4, out);
    fclose(out);
    return 0;
}
