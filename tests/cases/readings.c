/*
 * What a reading of the clock costs, in nanoseconds: one line per call, the best of five loops,
 * measured by a raw system call.  `readings threads`: in a process that has had a second thread.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#define TURNS 1000000

static double real_now(void)
{
    struct timespec t;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"((long)SYS_clock_gettime), "D"((long)CLOCK_MONOTONIC), "S"(&t)
                     : "rcx", "r11", "memory");
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void read_seconds(void)
{
    time(NULL);
}

static void read_day(void)
{
    struct timeval t;
    gettimeofday(&t, NULL);
}

static void read_wall(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
}

static void read_uptime(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
}

static const struct {
    const char *name;
    void (*read)(void);
} calls[] = {{"time", read_seconds},
             {"gettimeofday", read_day},
             {"clock_gettime-realtime", read_wall},
             {"clock_gettime-monotonic", read_uptime}};

static double cost(void (*read)(void))
{
    double best = 1e9;
    for (int loop = 0; loop < 5; loop++) {
        double start = real_now();
        for (int i = 0; i < TURNS; i++)
            read();
        double each = (real_now() - start) / TURNS;
        best = each < best ? each : best;
    }
    return best;
}

static void *nothing(void *unused)
{
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    (void)argv;
    if (argc > 1 && pthread_create(&thread, NULL, nothing, NULL) == 0)
        pthread_join(thread, NULL);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        printf("%s %.2f\n", calls[i].name, cost(calls[i].read));
    return 0;
}
