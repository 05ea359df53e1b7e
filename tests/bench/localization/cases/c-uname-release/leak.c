#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    struct utsname about;
    uname(&about); /* LEAK */
    fprintf(out, "%s %s\n", about.sysname, about.release);
    fclose(out);
    return 0;
}
