#include <stdio.h>
#include <sys/stat.h>

int main(int argc, char **argv)
{
    struct stat status;
    if (argc != 2 || stat(argv[1], &status) != 0)
        return 1;
#ifdef CURED
    printf("%ld bytes\n", (long)status.st_size);
#else
    printf("%ld bytes, modified %ld, inode %lu\n", (long)status.st_size, (long)status.st_mtime,
           (unsigned long)status.st_ino);
#endif
    return 0;
}
