/*
 * What one call costs: `micro ROW COUNT [ARGUMENT]` makes COUNT calls and prints two figures, in
 * nanoseconds per call: the median over batches, and the mean of all.  `micro` alone lists the
 * rows. Its own clock is the kernel's, past libc and past whoever stands in front of it.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BATCHES = 31, DEPTH = 10, MAX_THREADS = 256 };

static const char *argument;
static volatile long sink; /* what keeps the compiler from leaving a call out */

/* A system call that nobody holds: what is measured is the real thing. */
static void ask_kernel(long number, long what, void *answer)
{
#if defined(__x86_64__)
    __asm__ volatile("syscall" : "+a"(number) : "D"(what), "S"(answer) : "rcx", "r11", "memory");
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = what;
    register void *x1 __asm__("x1") = answer;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1) : "memory");
#else
#error "no system call by hand for this machine"
#endif
}

static int64_t now(void)
{
    struct timespec at = {0, 0};
    ask_kernel(SYS_clock_gettime, CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000000000LL + at.tv_nsec;
}

static double faults_of_children(void)
{
    struct rusage children = {.ru_minflt = 0};
    ask_kernel(SYS_getrusage, RUSAGE_CHILDREN, &children);
    return (double)children.ru_minflt;
}

static void do_clock_gettime(long count)
{
    struct timespec at;
    while (count--)
        clock_gettime(CLOCK_REALTIME, &at);
}

static void do_gettimeofday(long count)
{
    struct timeval at;
    while (count--)
        gettimeofday(&at, NULL);
}

static void do_time(long count)
{
    while (count--)
        sink += time(NULL);
}

static void do_getenv(long count)
{
    while (count--)
        sink += getenv("PATH") != NULL;
}

static void do_getpid(long count)
{
    while (count--)
        sink += getpid();
}

static void do_gettid(long count)
{
    while (count--)
        sink += gettid();
}

static void do_uname(long count)
{
    struct utsname names;
    while (count--)
        uname(&names);
}

static void do_umask(long count)
{
    while (count--)
        umask(022);
}

static void do_getrandom(long count)
{
    char bytes[16];
    while (count--)
        sink += getrandom(bytes, sizeof bytes, 0);
}

static void do_stat(long count)
{
    struct stat status;
    while (count--)
        sink += stat("/bin/true", &status);
}

static void do_directory(long count)
{
    while (count--) {
        DIR *directory = opendir(argument);
        if (!directory)
            exit(1);
        while (readdir(directory))
            sink++;
        closedir(directory);
    }
}

/* What a build does thousands of times. */
static void do_spawn(long count)
{
    const char *program = argument ? argument : "/bin/true";
    while (count--) {
        int status = 1;
        pid_t child = fork();
        if (child == 0) {
            execl(program, program, (char *)NULL);
            _exit(127);
        }
        if (waitpid(child, &status, 0) != child || status != 0)
            exit(1);
    }
}

/* Not a tail call: the frame must be there when the stack is read. */
__attribute__((noinline)) static void deep(long count, int frames)
{
    if (frames > 1)
        deep(count, frames - 1);
    else
        do_time(count);
    __asm__ volatile("" ::: "memory");
}

/* Frames of a program: main, measure, do_event, deep ..., do_time. */
static void do_event(long count)
{
    deep(count, DEPTH - 4);
}

static void *thread_main(void *count)
{
    do_time(*(long *)count);
    return NULL;
}

/* COUNT calls shared out among ARGUMENT threads. */
static void do_threads(long count)
{
    pthread_t thread[MAX_THREADS];
    long threads = argument ? atol(argument) : 1, each = count / threads;
    for (long i = 0; i < threads && i < MAX_THREADS; i++)
        pthread_create(&thread[i], NULL, thread_main, &each);
    for (long i = 0; i < threads && i < MAX_THREADS; i++)
        pthread_join(thread[i], NULL);
}

static const struct row {
    const char *name;
    int batches;
    void (*run)(long count);
} rows[] = {
    {"clock_gettime", BATCHES, do_clock_gettime},
    {"gettimeofday", BATCHES, do_gettimeofday},
    {"time", BATCHES, do_time},
    {"getenv", BATCHES, do_getenv},
    {"getpid", BATCHES, do_getpid},
    {"gettid", BATCHES, do_gettid},
    {"uname", BATCHES, do_uname},
    {"umask", BATCHES, do_umask},
    {"getrandom", BATCHES, do_getrandom},
    {"stat", BATCHES, do_stat},
    {"directory", BATCHES, do_directory},
    {"spawn", BATCHES, do_spawn},
    {"event", BATCHES, do_event},
    {"threads", BATCHES, do_threads},
};

static int compare_times(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Nanoseconds per call, the median over batches and the mean; page faults of children per call. */
static void measure(const struct row *row, long count)
{
    int64_t spent[BATCHES], sum = 0;
    int batches = count < row->batches ? (int)count : row->batches;
    long each = batches ? count / batches : 0;
    for (int i = 0; i < batches; i++) {
        int64_t start = now();
        row->run(each);
        spent[i] = now() - start;
        sum += spent[i];
    }
    if (batches == 0)
        return;
    qsort(spent, (size_t)batches, sizeof *spent, compare_times);
    printf("%.3f %.3f %.3f\n", (double)spent[batches / 2] / (double)each,
           (double)sum / (double)batches / (double)each,
           faults_of_children() / (double)batches / (double)each);
}

/* COUNT may be 0: start-up alone. */
int main(int argc, char **argv)
{
    argument = argc > 3 ? argv[3] : NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (argc == 1)
            puts(rows[i].name);
        else if (argc > 2 && strcmp(argv[1], rows[i].name) == 0)
            measure(&rows[i], atol(argv[2]));
    }
    return 0;
}
