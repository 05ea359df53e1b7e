# What a configure script asks of the system, answered by small programs.
try() { # NAME, program on standard input
    cat >conftest.c
    if gcc -o conftest conftest.c -lpthread -lrt 2>err; then
        ./conftest
        echo "$1: $?"
    else
        echo "$1: does not compile"
    fi
}
try utimensat <<'C'
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void)
{
    struct timespec times[2] = {{1234567, 0}, {7654321, 987654321}}, omit[2] = {{0, UTIME_OMIT}, {55, 0}};
    struct timespec now[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    struct stat s;
    int fd = open("conftest.t", O_CREAT | O_RDWR, 0600);
    if (futimens(fd, times) || fstat(fd, &s) || s.st_mtime != 7654321 || s.st_atime != 1234567)
        return 1;
    if (s.st_mtim.tv_nsec != 987654321)
        return 2;
    if (utimensat(AT_FDCWD, "conftest.t", omit, 0) || stat("conftest.t", &s) || s.st_mtime != 55 || s.st_atime != 1234567)
        return 3;
    if (futimens(fd, now) || fstat(fd, &s) || s.st_mtime < 1000000000)
        return 4;
    return utimensat(AT_FDCWD, "conftest.t/", times, 0) == 0 ? 5 : 0;
}
C
try utimes <<'C'
#include <sys/stat.h>
#include <sys/time.h>
#include <fcntl.h>
#include <utime.h>
#include <time.h>
int main(void)
{
    struct timeval times[2] = {{22, 0}, {33, 999999}};
    struct stat a, b;
    creat("conftest.u", 0600);
    if (utimes("conftest.u", times) || stat("conftest.u", &a) || a.st_mtime != 33 || a.st_atime != 22)
        return 1;
    if (utime("conftest.u", 0) || stat("conftest.u", &a))
        return 2;
    creat("conftest.v", 0600);
    stat("conftest.v", &b);
    return a.st_mtime > b.st_mtime + 1 || b.st_mtime > a.st_mtime + 60 || b.st_mtime > time(0) + 1 ? 3 : 0;
}
C
try nanosleep <<'C'
#include <errno.h>
#include <signal.h>
#include <time.h>
static void on(int sig) { (void)sig; }
int main(void)
{
    struct timespec t = {0, 1000000000}, left = {-1, -1};
    if (nanosleep(&t, 0) == 0 || errno != EINVAL)
        return 1;
    signal(SIGALRM, on);
    timer_t timer;
    struct itimerspec soon = {{0, 0}, {0, 100000000}};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    timer_settime(timer, 0, &soon, 0);
    t = (struct timespec){10, 0};
    return nanosleep(&t, &left) == 0 || errno != EINTR ? 2 : left.tv_sec < 5 || left.tv_sec > 10 ? 3 : 0;
}
C
try getcwd <<'C'
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void)
{
    char small[2], *found = getcwd(0, 0);
    if (!found || *found != '/')
        return 1;
    return getcwd(small, sizeof small) || errno != ERANGE || getcwd(small, 0) || errno != EINVAL;
}
C
try mktime <<'C'
#include <stdlib.h>
#include <time.h>
int main(void)
{
    setenv("TZ", "America/Sao_Paulo", 1);
    struct tm tm = {.tm_year = 104, .tm_mon = 9, .tm_mday = 17, .tm_hour = 2, .tm_isdst = -1};
    return mktime(&tm) < 0 || tm.tm_hour != 2;
}
C
try redefinitions <<'C'
#include <stddef.h>
char *getenv(const char *name) { return name ? "ours" : NULL; }
int getpagesize(void) { return 7; }
int main(void) { return getenv("X") == NULL || getpagesize() != 7; }
C
try inodes <<'C'
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
int main(void)
{
    struct stat s;
    struct dirent *e;
    int found = 0;
    creat("conftest.i", 0600);
    stat("conftest.i", &s);
    for (DIR *d = opendir("."); (e = readdir(d));)
        found += !strcmp(e->d_name, "conftest.i") && e->d_ino == s.st_ino;
    return found != 1;
}
C
try arguments <<'C'
#include <errno.h>
#include <poll.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
    struct timeval bad = {-1, 0};
    struct timespec t;
    if (select(0, 0, 0, 0, &bad) != -1 || errno != EINVAL)
        return 1;
    if (clock_gettime(99, &t) != -1 || errno != EINVAL)
        return 2;
    if (poll(0, 0, 1) != 0 || usleep(1) != 0)
        return 3;
    struct stat s;
    return stat("", &s) != -1 || errno != ENOENT ? 4 : stat("conftest/", &s) != -1 || errno != ENOTDIR ? 5 : 0;
}
C
