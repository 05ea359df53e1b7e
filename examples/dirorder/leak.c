#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef CURED
#define ORDER alphasort
#else
#define ORDER NULL
#endif

int main(void)
{
    struct dirent **entries;
    int count = scandir("/usr/share/common-licenses", &entries, NULL, ORDER);
    for (int i = 0; i < count; i++)
        printf("%s\n", entries[i]->d_name);
    return 0;
}
