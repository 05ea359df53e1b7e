/* Leaks dirorder: a list of files in the order the file system gives them. */
#include <dirent.h>
#include <stdio.h>

static int list(const char *directory)
{
    DIR *stream = opendir(directory);
    struct dirent *entry;
    if (!stream)
        return 1;
    while ((entry = readdir(stream))) {
        if (entry->d_name[0] != '.')
            printf("%s\n", entry->d_name);
    }
    return closedir(stream);
}

int main(int argc, char **argv)
{
    return argc == 2 ? list(argv[1]) : 2;
}
