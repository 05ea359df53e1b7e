#include <fcntl.h>
#include <sys/stat.h>

int main(void)
{
    int fd = open("made", O_WRONLY | O_CREAT | O_TRUNC, 0666);
#ifdef CURED
    fchmod(fd, 0644);
#endif
    return fd < 0;
}
