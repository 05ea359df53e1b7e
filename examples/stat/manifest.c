/* Writes a manifest: name, size and time of a file that was just unpacked. */
#include <stdio.h>
#include <sys/stat.h>

int main(void)
{
    const char *name = "part.txt";
    struct stat status;
    if (stat(name, &status) != 0)
        return 1;
    printf("%s %ld %ld\n", name, (long)status.st_size, (long)status.st_mtime);
    return 0;
}
