#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    static const char *const day[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    time_t now = time(NULL); /* LEAK */
    fprintf(out, "a %s build\n", day[gmtime(&now)->tm_wday]);
    fclose(out);
    return 0;
}
