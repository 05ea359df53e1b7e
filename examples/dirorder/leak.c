#include <dirent.h>
#include <stdio.h>

int main(void)
{
    DIR *stream = opendir("/usr/share/common-licenses");
    struct dirent *entry;
    while (stream && (entry = readdir(stream)))
        printf("%s\n", entry->d_name);
    return 0;
}
