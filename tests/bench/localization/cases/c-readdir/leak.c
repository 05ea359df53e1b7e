#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    DIR *dir = opendir("data");
    struct dirent *entry;
    while ((entry = readdir(dir))) /* LEAK */
        if (entry->d_name[0] != '.') fprintf(out, "%s\n", entry->d_name);
    closedir(dir);
    fclose(out);
    return 0;
}
