#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
int main(void)
{
    struct stat made;
    fstat(open("made", O_CREAT | O_WRONLY, 0644), &made);
    printf("%lu %lu\n", (unsigned long)made.st_dev, (unsigned long)made.st_ino);
}
