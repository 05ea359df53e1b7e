/* Cured of dirorder: the names are sorted. */
#include <dirent.h>
#include <stdio.h>

static int list(const char *directory)
{
    struct dirent **entries;
    int count = scandir(directory, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.')
            printf("%s\n", entries[i]->d_name);
    }
    return count < 0;
}

int main(int argc, char **argv)
{
    return argc == 2 ? list(argv[1]) : 2;
}
