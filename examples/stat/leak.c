#include <stdio.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    struct stat status;
    if (argc != 2 || stat(argv[1], &status) != 0)
        return 1;
    printf("modified %ld\n", (long)status.st_mtime);
    return 0;
}
