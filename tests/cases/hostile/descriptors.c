/* Descriptors are the program's: their numbers, their limits, their ends. */
#define _GNU_SOURCE
#include "hostile.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Every open descriptor, as a list. */
static const char *open_ones(void)
{
    static char text[512];
    char *at = text;
    *at = '\0';
    for (int fd = 0; fd < 64; fd++) {
        if (raw(SYS_fcntl, fd, F_GETFD, 0, 0, 0) >= 0)
            at += snprintf(at, 32, "%s%d", at == text ? "" : " ", fd);
    }
    return text;
}

static void numbers(void)
{
    say("%s", open_ones());
    say("%d", read_all_sources());
    say("%s", open_ones());
    int fd = open("/dev/urandom", O_RDONLY);
    say("urandom is %d, flags %d", fd, fcntl(fd, F_GETFD));
    int other = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    say("urandom is %d, flags %d", other, fcntl(other, F_GETFD));
    close(fd);
    say("null is %d", open("/dev/null", O_RDONLY));
    say("%s", how(system("ls /proc/self/fd | tr '\\n' ' '")));
}

static void standard_closed(void)
{
    say_to = fcntl(1, F_DUPFD, 20);
    close(0);
    close(1);
    close(2);
    say("%s", open_ones());
    say("%d", read_all_sources());
    say("null is %d", open("/dev/null", O_RDWR));
    say("urandom is %d", open("/dev/urandom", O_RDONLY));
    DIR *directory = opendir("/");
    say("directory is %d, entry %d", dirfd(directory), readdir(directory) != NULL);
    closedir(directory);
    close(0);
    close(1);
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", "ls /proc/self/fd >&20", (char *)NULL);
        _exit(9);
    }
    say("%s", ending(pid));
    say("%s", open_ones());
}

static void closed_from(void)
{
    say_to = 1;
    closefrom(3);
    say("%d", read_all_sources());
    for (int fd = 3; fd < 200; fd++)
        dup2(0, fd);
    say("%d", read_all_sources());
    close_range(3, ~0U, 0);
    say("%d", read_all_sources());
    pid_t pid = fork();
    if (pid == 0) {
        close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        execl("/bin/sh", "sh", "-c", "date >/dev/null && exit 5", (char *)NULL);
        _exit(9);
    }
    say("%s", ending(pid));
}

static void limit(rlim_t count)
{
    struct rlimit files = {count, count};
    setrlimit(RLIMIT_NOFILE, &files);
}

static void few(void)
{
    char bytes[8];
    struct stat status;
    limit(3);
    errno = 0;
    say("open: %s", said(open("/dev/null", O_RDONLY)));
    errno = 0;
    say("urandom: %s", said(open("/dev/urandom", O_RDONLY)));
    errno = 0;
    say("opendir: %s", said(opendir("/") ? 0 : -1));
    say("time %d, random %zd, stat %d, pid %d", time(NULL) > 0, getrandom(bytes, sizeof bytes, 0),
        stat("/", &status), getpid() > 0);
    for (int i = 0; i < 3000; i++)
        time(NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(time(NULL) > 0 ? 4 : 5);
    say("%s", ending(pid));
    pid = fork();
    if (pid == 0) {
        close(0);
        execl("/bin/sh", "sh", "-c", "exit 6", (char *)NULL);
        _exit(9);
    }
    say("%s", ending(pid));
}

static void few_left(void)
{
    for (rlim_t count = 4; count < 8; count++) {
        pid_t pid = fork();
        if (pid == 0) {
            char bytes[8];
            closefrom(3);
            limit(count);
            int fd = open("/dev/urandom", O_RDONLY);
            _exit(fd == 3 && read(fd, bytes, 8) == 8 ? 3 : 4);
        }
        say("%d: %s", (int)count, ending(pid));
    }
}

static void without_file_size(void)
{
    struct rlimit none = {0, 0};
    signal(SIGXFSZ, SIG_DFL);
    setrlimit(RLIMIT_FSIZE, &none);
    for (int i = 0; i < 5000; i++)
        time(NULL);
    pid_t pid = fork();
    if (pid == 0)
        _exit(read_all_sources());
    int status = 1;
    waitpid(pid, &status, 0);
    if (status == 0)
        execl("/bin/sh", "sh", "-c", "sh -c 'exit 3'; exit $?", (char *)NULL);
    _exit(status ? 4 : 5);
}

static void file_size(void)
{
    pid_t pid = fork();
    if (pid == 0)
        without_file_size();
    say("%s", ending(pid));
}

static void full_disk(void)
{
    int fd = open("/dev/full", O_WRONLY);
    errno = 0;
    say("write: %s", said(write(fd, "x", 1)));
    FILE *file = fdopen(fd, "w");
    fputs("x", file);
    errno = 0;
    say("fclose: %s", said(fclose(file)));
    say("%d", read_all_sources());
}

static void memory(void)
{
    struct rlimit some = {256 << 20, 256 << 20};
    setrlimit(RLIMIT_AS, &some);
    say("%d", read_all_sources());
    errno = 0;
    say("mmap: %s", said(mmap(NULL, (size_t)1 << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                              0) == MAP_FAILED
                             ? -1
                             : 0));
    pid_t pid = fork();
    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", "date >/dev/null && exit 3", (char *)NULL);
        _exit(9);
    }
    say("%s", ending(pid));
}

/* Less than our own tables take. */
static void little_memory(void)
{
    static const rlim_t sizes[] = {64 << 20, 32 << 20, 16 << 20, 12 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            struct rlimit little = {sizes[i], sizes[i]};
            setrlimit(RLIMIT_AS, &little);
            execl("/bin/true", "true", (char *)NULL);
            _exit(9);
        }
        say("%d MiB: %s", (int)(sizes[i] >> 20), ending(pid));
    }
}

static void small_stack_limit(void)
{
    struct rlimit small = {128 << 10, 128 << 10};
    setrlimit(RLIMIT_STACK, &small);
    pid_t pid = fork();
    if (pid == 0) {
        execl(self, self, "descriptor", "told", (char *)NULL);
        _exit(9);
    }
    say("%s", ending(pid));
}

static void told(void)
{
    say("told, sources %d", read_all_sources());
}

/* errno and results of calls that fail, as the kernel gives them. */
static void errors(void)
{
    struct stat status;
    struct timespec time_bad = {0, 2000000000}, now;
    char small[1];
    say("stat: %s", said(stat("/nonexistent", &status)));
    say("stat: %s", said(stat("/etc/passwd/x", &status)));
    say("stat: %s", said(stat("", &status)));
    say("stat: %s", said(stat(nowhere, &status)));
    say("stat: %s", said(stat("/", nowhere)));
    say("fstat: %s", said(fstat(-1, &status)));
    say("open: %s", said(open("/nonexistent/x", O_RDONLY)));
    say("open: %s", said(open(nowhere, O_RDONLY)));
    say("open: %s", said(open("/", O_WRONLY)));
    say("open: %s", said(open("/dev/urandom", O_RDONLY | O_DIRECTORY)));
    say("open: %s", said(open("/dev/urandom", O_RDONLY | O_CREAT | O_EXCL, 0600)));
    say("creat: %s", said(creat("/", 0600)));
    say("clock: %s", said(clock_gettime(9999, &now)));
    say("sleep: %s", said(nanosleep(&time_bad, NULL)));
    say("sleep: %s", said(nanosleep(nowhere, NULL)));
    say("getrandom: %s", said(getrandom(nowhere, 8, 0)));
    say("getrandom: %s", said(getrandom(small, 1, 0xff)));
    say("getentropy: %s", said(getentropy(nowhere, 257)));
    say("getcwd: %s", said(getcwd(small, 1) ? 0 : -1));
    say("readlink: %s", said(readlink("/proc/self/exe/x", small, 1)));
    say("getdents: %s", said(getdents64(-1, small, 1)));
    say("getdents: %s", said(getdents64(open("/", O_RDONLY), small, 1)));
    say("getdents: %s", said(getdents64(open("/dev/null", O_RDONLY), small, 1)));
    errno = 77;
    read_all_sources();
    say("errno stays: %d", errno);
}

const struct row descriptor_rows[] = {
    ROW(numbers),       ROW(standard_closed),   ROW(closed_from), ROW(few),
    ROW(few_left),      ROW(file_size),         ROW(full_disk),   ROW(memory),
    ROW(little_memory), ROW(small_stack_limit), ROW(errors),      ROW(told),
    {NULL, NULL}};
