/*
 * Every timed wait libc offers, of 200 ms of the clock the program sees, relative and absolute:
 * how long did it last in truth, measured by a raw system call, and has the clock the program sees
 * moved on by that much?  One line each; fails when one is wrong.
 *
 *     deadlines [REAL-MILLISECONDS]    what 200 ms last in truth, if the clock runs at another rate
 */
#define _GNU_SOURCE
#include "deadlines.h"
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Past every wrapper. */
static long raw(long number, long first, void *second)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second)
                     : "rcx", "r11", "memory");
    return result;
}

double real_now(void)
{
    struct timespec t;
    raw(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void real_pause(long milliseconds)
{
    struct timespec t = {0, milliseconds * 1000000};
    raw(SYS_nanosleep, (long)&t, NULL);
}

double seen_now(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

const struct timespec length = {0, WAIT};

struct timespec in_a_while(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    t.tv_nsec += WAIT;
    t.tv_sec += t.tv_nsec / SECOND;
    t.tv_nsec %= SECOND;
    return t;
}

void expect(bool right, const char *what)
{
    if (!right)
        printf("%s: %s\n", what, strerror(errno));
}

int pipe_end(void)
{
    int ends[2];
    return pipe(ends) == 0 ? ends[0] : -1;
}

sigset_t alarms(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return set;
}

/* --- each in a process of its own, a few at a time --- */

#define AT_ONCE 8
#define FOREVER 8.0

struct result {
    pid_t pid;
    double took, seen;
    bool done;
};

static void measure(const struct row *row, struct result *result)
{
    double seen = seen_now(row->id), start = real_now();
    row->wait(row->id);
    result->took = real_now() - start;
    result->seen = seen_now(row->id) - seen;
    result->done = true;
    fflush(stdout);
    _exit(0);
}

static void begin(const struct row *row, struct result *result)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        measure(row, result);
    result->pid = pid; /* shared memory: by the parent alone */
}

static void finish(const struct result *result)
{
    double start = real_now();
    while (!result->done && real_now() - start < FOREVER)
        real_pause(5);
    if (result->pid <= 0)
        return;
    kill(result->pid, SIGKILL);
    waitpid(result->pid, NULL, 0);
}

static bool report(const struct row *row, const struct result *result, double wanted)
{
    /* a loaded machine may be late, nothing makes it early */
    bool timely = result->done && result->took > 0.9 * wanted && result->took < wanted + 1.5;
    bool moved = result->seen > 0.9 * MS / 1e3;
    printf("%-45s %s%s\n", row->name,
           !result->done ? "never ended"
           : timely      ? "right"
           : row->kind   ? "steps: early or late"
                         : "WRONG",
           moved ? "" : ", the clock STOOD STILL");
    if (!timely || !moved)
        printf("    took %.3f s, seen %.3f s\n", result->took, result->seen);
    return (timely || row->kind == STEPS) && moved;
}

static bool run_table(const struct row *rows, double wanted)
{
    size_t count = 0;
    bool good = true;
    while (rows[count].name)
        count++;
    struct result *results = mmap(NULL, sizeof *results * count, PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (size_t first = 0; first < count; first += AT_ONCE) {
        size_t end = first + AT_ONCE < count ? first + AT_ONCE : count;
        for (size_t i = first; i < end; i++)
            begin(&rows[i], &results[i]);
        for (size_t i = first; i < end; i++)
            finish(&results[i]);
    }
    for (size_t i = 0; i < count; i++)
        good = report(&rows[i], &results[i], wanted) && good;
    munmap(results, sizeof *results * count);
    return good;
}

int main(int argc, char **argv)
{
    static const struct row *const tables[] = {length_rows, timer_rows, thread_rows, number_rows};
    double wanted = argc > 1 ? atof(argv[1]) / 1e3 : MS / 1e3;
    bool good = true;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        good = run_table(tables[i], wanted) && good;
    return !good;
}
