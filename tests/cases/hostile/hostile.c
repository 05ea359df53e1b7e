#define _GNU_SOURCE
#include "hostile.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

char self[4096];
int say_to = 1;
void *volatile nowhere = (void *)1;

void say(const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    va_end(arguments);
    line[length++] = '\n';
    if (write(say_to, line, (size_t)length) != length)
        _exit(99);
}

const char *said(long result)
{
    return result < 0 ? strerrorname_np(errno) : "ok";
}

const char *how(int status)
{
    static char text[64];
    if (WIFEXITED(status))
        snprintf(text, sizeof text, "exit %d", WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        snprintf(text, sizeof text, "signal %d", WTERMSIG(status));
    else
        snprintf(text, sizeof text, "%s %d", WIFSTOPPED(status) ? "stopped" : "goes on",
                 WIFSTOPPED(status) ? WSTOPSIG(status) : 0);
    return text;
}

const char *ending(pid_t pid)
{
    int status = 0;
    return pid < 0 ? "none" : waitpid(pid, &status, 0) == pid ? how(status) : "not waited for";
}

long raw(long number, long a, long b, long c, long d, long e)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
}

void real_pause(long milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    raw(SYS_nanosleep, (long)&time, 0, 0, 0, 0);
}

int read_all_sources(void)
{
    char bytes[16];
    struct timespec now;
    struct stat status;
    struct utsname name;
    bool good = clock_gettime(CLOCK_REALTIME, &now) == 0 && time(NULL) > 0;
    good = getrandom(bytes, sizeof bytes, 0) == sizeof bytes && good;
    good = getpid() > 0 && stat("/", &status) == 0 && uname(&name) == 0 && good;
    DIR *directory = opendir("/");
    while (directory && readdir(directory)) {
    }
    good = directory && closedir(directory) == 0 && good;
    int fd = open("/dev/urandom", O_RDONLY);
    good = fd >= 0 && read(fd, bytes, 8) == 8 && close(fd) == 0 && good;
    return good ? 0 : -1;
}

static const struct {
    const char *name;
    const struct row *rows;
} families[] = {
#define FAMILY(name) {#name, name##_rows},
    FAMILIES(FAMILY)
#undef FAMILY
};

static void run_apart(const char *family, const char *row)
{
    say("%s:", row);
    pid_t pid = fork();
    if (pid == 0) {
        execl(self, self, family, row, (char *)NULL);
        _exit(98);
    }
    say("    %s", ending(pid));
}

int main(int argc, char **argv)
{
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; length > 0 && argc > 1 && i < sizeof families / sizeof *families; i++) {
        if (strcmp(argv[1], families[i].name) != 0)
            continue;
        for (const struct row *row = families[i].rows; row->name; row++) {
            if (argc == 2 && strcmp(row->name, "told") != 0)
                run_apart(argv[1], row->name);
            else if (argc > 2 && strcmp(argv[2], row->name) == 0)
                return row->run(), 0;
        }
        return argc > 2;
    }
    return 2;
}
