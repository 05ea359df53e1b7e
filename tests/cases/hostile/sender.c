#define _GNU_SOURCE
#include "sender.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "hostile.h"

void handle(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigaction(number, &action, NULL);
}

pid_t send_soon(int number, long milliseconds, int times)
{
    pid_t to = getpid(), pid = fork();
    if (pid == 0) {
        for (; times > 0; times--) {
            real_pause(milliseconds);
            kill(to, number);
        }
        _exit(0);
    }
    return pid;
}

pid_t send_often(int number)
{
    return send_soon(number, 40, 500);
}

void stop_sending(pid_t sender)
{
    kill(sender, SIGKILL);
    while (waitpid(sender, NULL, 0) < 0 && errno == EINTR) {
    }
}

void block(int number, bool blocked)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

bool call_safe_functions(void)
{
    struct timespec now;
    struct stat status;
    bool good = clock_gettime(CLOCK_MONOTONIC, &now) == 0 && time(NULL) > 0 && getpid() > 0 &&
                getppid() >= 0 && stat("/", &status) == 0 && lstat("/tmp", &status) == 0;
    int fd = open("/dev/null", O_WRONLY);
    good = fd >= 0 && fstat(fd, &status) == 0 && write(fd, "x", 1) == 1 && close(fd) == 0 && good;
    umask(umask(022));
    return good;
}
