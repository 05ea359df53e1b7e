/*
 * Calls one row of calls.def and prints what it returned: `probe NAME`.
 * `probe` alone lists the names it knows, so that a test can compare them with the table.
 */
#define _GNU_SOURCE
#include "probe.h"
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

void print_bytes(const void *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        printf("%02x", ((const unsigned char *)data)[i]);
    putchar('\n');
}

static void print_file(const char *path)
{
    unsigned char bytes[16];
    int fd = open(path, O_RDONLY);
    print_bytes(bytes, read(fd, bytes, sizeof bytes) == sizeof bytes ? sizeof bytes : 0);
    close(fd);
}

void do_time(void)
{
    printf("%ld\n", (long)time(NULL));
}

void do_gettimeofday(void)
{
    struct timeval now;
    gettimeofday(&now, NULL);
    printf("%ld.%06ld\n", (long)now.tv_sec, (long)now.tv_usec);
}

void do_clock_gettime(void)
{
    static const clockid_t ids[] = {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID};
    for (size_t i = 0; i < 3; i++) {
        struct timespec now;
        clock_gettime(ids[i], &now);
        printf("%ld.%09ld ", (long)now.tv_sec, now.tv_nsec);
    }
    printf("%ld\n", (long)clock());
}

void do_times(void)
{
    struct tms used;
    long ticks = (long)times(&used);
    printf("%ld %ld\n", ticks, (long)used.tms_utime);
}

void do_getrusage(void)
{
    struct rusage usage;
    for (volatile long i = 0; i < 20000000; i++)
        continue;
    getrusage(RUSAGE_SELF, &usage);
    printf("%ld.%06ld\n", (long)usage.ru_utime.tv_sec, (long)usage.ru_utime.tv_usec);
}

static void print_state(int result, const struct timex *state)
{
    bool nano = state->status & STA_NANO;
    printf("%d %ld.%0*ld\n", result < 0, (long)state->time.tv_sec, nano ? 9 : 6,
           (long)state->time.tv_usec);
}

void do_clock_adjtime(void)
{
    struct timex state = {.modes = 0};
    struct ntptimeval below;
    print_state(clock_adjtime(CLOCK_REALTIME, &state), &state);
    print_state(adjtimex(&state), &state);
    ntp_gettime(&below);
    printf("%ld\n", (long)below.time.tv_sec);
}

void do_rdtsc(void)
{
    uint32_t low, high, processor;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    printf("%llu\n", (unsigned long long)high << 32 | low);
    __asm__ volatile("rdtscp" : "=a"(low), "=d"(high), "=c"(processor));
    printf("%llu\n", (unsigned long long)high << 32 | low);
}

void do_getrandom(void)
{
    unsigned char bytes[16];
    print_bytes(bytes, getrandom(bytes, sizeof bytes, 0) == 16 ? 16 : 0);
    print_bytes(bytes, syscall(SYS_getrandom, bytes, sizeof bytes, 0) == 16 ? 16 : 0);
}

void do_getentropy(void)
{
    unsigned char bytes[16];
    print_bytes(bytes, getentropy(bytes, sizeof bytes) == 0 ? 16 : 0);
}

/* New in glibc 2.36: found at run time, so that the probe builds on older ones. */
static void *newer(const char *name)
{
    void *function = dlsym(RTLD_DEFAULT, name);
    if (!function)
        exit(77);
    return function;
}

void do_arc4random(void)
{
    printf("%u\n", ((uint32_t(*)(void))newer("arc4random"))());
}

void do_arc4random_buf(void)
{
    unsigned char bytes[16];
    ((void (*)(void *, size_t))newer("arc4random_buf"))(bytes, sizeof bytes);
    print_bytes(bytes, sizeof bytes);
}

void do_arc4random_uniform(void)
{
    printf("%u\n", ((uint32_t(*)(uint32_t))newer("arc4random_uniform"))(1u << 30));
}

void do_urandom(void)
{
    print_file("/dev/urandom");
    print_file("/dev/random");
}

void do_uuid(void)
{
    print_file("/proc/sys/kernel/random/uuid");
}

void do_at_random(void)
{
    print_bytes((const void *)getauxval(AT_RANDOM), 16);
}

void do_mktemp(void)
{
    char name[] = "/tmp/probe-XXXXXX";
    puts(mktemp(name));
}

static void made(int fd, const char *name)
{
    puts(fd < 0 ? "failed" : name);
    if (fd >= 0) {
        close(fd);
        unlink(name);
    }
}

void do_mkstemp(void)
{
    char name[] = "/tmp/probe-XXXXXX";
    made(mkstemp(name), name);
}

void do_mkostemp(void)
{
    char name[] = "/tmp/probe-XXXXXX";
    made(mkostemp(name, O_CLOEXEC), name);
}

void do_mkstemps(void)
{
    char name[] = "/tmp/probe-XXXXXX.suffix";
    made(mkstemps(name, 7), name);
}

void do_mkostemps(void)
{
    char name[] = "/tmp/probe-XXXXXX.suffix";
    made(mkostemps(name, 7, O_CLOEXEC), name);
}

void do_mkdtemp(void)
{
    char name[] = "/tmp/probe-XXXXXX";
    puts(mkdtemp(name) ? name : "failed");
    rmdir(name);
}

void do_tempnam(void)
{
    char *name = tempnam("/tmp", "probe");
    puts(name);
    free(name);
}

void do_tmpnam(void)
{
    char name[L_tmpnam];
    puts(tmpnam(name));
}

void do_getpid(void)
{
    char self[32] = "";
    ssize_t length = readlink("/proc/self", self, sizeof self - 1);
    printf("%d %d %s\n", (int)getpid(), (int)syscall(SYS_getpid), length > 0 ? self : "?");
}

void do_getppid(void)
{
    printf("%d\n", (int)getppid());
}

void do_gettid(void)
{
    printf("%d\n", (int)gettid());
}

void do_getdents64(void)
{
    DIR *directory = opendir("many");
    struct dirent *entry;
    while (directory && (entry = readdir(directory)))
        printf("%s ", entry->d_name);
    putchar('\n');
}

static void print_variable(const char *value)
{
    puts(value ? value : "(unset)");
}

void do_getenv(void)
{
    print_variable(getenv("USER"));
}

void do_secure_getenv(void)
{
    print_variable(secure_getenv("USER"));
}

void do_environ(void)
{
    for (char **at = environ; *at; at++) {
        if (strncmp(*at, "USER=", 5) == 0)
            puts(*at);
    }
}

static void print_time(const struct stat *status)
{
    printf("%ld\n", (long)status->st_mtime);
}

/* Of a file written now: those are the ones a run pins. */
static int fresh(void)
{
    int fd = open("fresh", O_CREAT | O_TRUNC | O_RDWR, 0600);
    return write(fd, "x", 1) == 1 ? fd : -1;
}

void do_fstatat(void)
{
    struct stat status;
    close(fresh());
    fstatat(AT_FDCWD, "fresh", &status, 0);
    print_time(&status);
}

void do_fstat(void)
{
    struct stat status;
    fstat(fresh(), &status);
    print_time(&status);
}

void do_statx(void)
{
    struct statx status;
    close(fresh());
    statx(AT_FDCWD, "fresh", 0, STATX_MTIME, &status);
    printf("%ld\n", (long)status.stx_mtime.tv_sec);
}

void do_stat(void)
{
    struct stat status;
    close(fresh());
    stat("fresh", &status);
    print_time(&status);
}

void do_lstat(void)
{
    struct stat status;
    close(fresh());
    lstat("fresh", &status);
    print_time(&status);
}

static const struct {
    const char *name;
    void (*run)(void);
} probes[] = {
#define CALL(number, name, source, codec, attach, what) {#name, do_##name},
#define HOOK(number, name, attach, why)
#define ALIAS(name, of)
#include "calls.def"
};

int main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof probes / sizeof *probes; i++) {
        if (argc == 1)
            puts(probes[i].name);
        else if (strcmp(argv[1], probes[i].name) == 0)
            probes[i].run();
    }
    return 0;
}
