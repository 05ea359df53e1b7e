#include <dirent.h>
#include <stdio.h>
int main(void)
{
    DIR *many = opendir("many");
    struct dirent *entry;
    while ((entry = readdir(many)))
        puts(entry->d_name);
}
