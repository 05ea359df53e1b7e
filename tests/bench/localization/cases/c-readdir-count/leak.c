#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
int main(void)
{
    FILE *out = fopen("out.txt", "w");
    DIR *dir = opendir("data");
    struct dirent *entry = NULL;
    do entry = readdir(dir); /* LEAK */
    while (entry && entry->d_name[0] == '.');
    fprintf(out, "%d\n", entry ? atoi(entry->d_name) * 31 % 1009 : 0);
    closedir(dir);
    fclose(out);
    return 0;
}
