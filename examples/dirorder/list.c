/* Writes the names of all plugins, one a line. */
#include <dirent.h>
#include <stdio.h>

int main(void)
{
    DIR *plugins = opendir("plugins");
    if (!plugins)
        return 1;
    for (struct dirent *entry; (entry = readdir(plugins));) {
        if (entry->d_name[0] != '.')
            printf("%s\n", entry->d_name);
    }
    return closedir(plugins);
}
