/*
 * Everything that says what time it is or how much of it is left or used; and loops that wait for
 * their own timers until the clock says that it is enough.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void burn(void)
{
    for (volatile long i = 0; i < 20000000; i++)
        continue;
}

static void show(const char *name, clockid_t id)
{
    struct timespec t = {0, 0};
    int result = clock_gettime(id, &t);
    printf("%s %d %ld.%09ld\n", name, result, (long)t.tv_sec, t.tv_nsec);
}

static void used(void)
{
    clockid_t own, process;
    struct tms ticks;
    struct rusage usage;
    burn();
    pthread_getcpuclockid(pthread_self(), &own);
    clock_getcpuclockid(0, &process);
    show("process", CLOCK_PROCESS_CPUTIME_ID);
    show("thread", CLOCK_THREAD_CPUTIME_ID);
    show("pthread_getcpuclockid", own);
    show("clock_getcpuclockid", process);
    printf("clock %ld\n", (long)clock());
    long since_boot = (long)times(&ticks);
    printf("times %ld %ld\n", since_boot, (long)ticks.tms_utime);
    for (int who = RUSAGE_CHILDREN; who <= RUSAGE_THREAD; who++) {
        getrusage(who, &usage);
        printf("getrusage %ld.%06ld %ld.%06ld %ld\n", (long)usage.ru_utime.tv_sec,
               (long)usage.ru_utime.tv_usec, (long)usage.ru_stime.tv_sec,
               (long)usage.ru_stime.tv_usec, usage.ru_minflt);
    }
}

static void used_by_child(void)
{
    struct rusage usage;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        burn();
        show("child", CLOCK_PROCESS_CPUTIME_ID);
        fflush(stdout);
        _exit(0);
    }
    wait4(child, NULL, 0, &usage);
    printf("wait4 %ld.%06ld %ld\n", (long)usage.ru_utime.tv_sec, (long)usage.ru_utime.tv_usec,
           usage.ru_minflt);
}

static void discipline(void)
{
    struct timespec resolution;
    struct ntptimeval below;
    struct timex state = {.modes = 0};
    int result = adjtimex(&state);
    printf("adjtimex %d %ld.%06ld %ld %ld %ld\n", result, (long)state.time.tv_sec,
           (long)state.time.tv_usec, state.freq, state.maxerror, state.offset);
    result = ntp_gettime(&below);
    printf("ntp_gettime %d %ld.%06ld\n", result, (long)below.time.tv_sec, (long)below.time.tv_usec);
    state.modes = ADJ_STATUS;
    result = adjtimex(&state);
    printf("set %d %s\n", result, strerror(errno));
    result = clock_settime(CLOCK_REALTIME, &(struct timespec){1, 0});
    printf("set %d %s\n", result, strerror(errno));
    clock_getres(CLOCK_REALTIME, &resolution);
    printf("clock_getres %ld\n", resolution.tv_nsec);
}

static void left(void)
{
    struct itimerval t = {{7, 0}, {50, 250000}};
    struct itimerspec s = {{3, 0}, {40, 5}};
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    timer_t timer;
    setitimer(ITIMER_REAL, &t, NULL);
    timerfd_settime(fd, 0, &s, NULL);
    timer_create(CLOCK_REALTIME, &(struct sigevent){.sigev_notify = SIGEV_NONE}, &timer);
    timer_settime(timer, 0, &s, NULL);
    burn();
    time(NULL);
    getitimer(ITIMER_REAL, &t);
    printf("getitimer %ld.%06ld %ld\n", (long)t.it_value.tv_sec, (long)t.it_value.tv_usec,
           (long)t.it_interval.tv_sec);
    timerfd_gettime(fd, &s);
    printf("timerfd %ld.%09ld %ld\n", (long)s.it_value.tv_sec, s.it_value.tv_nsec,
           (long)s.it_interval.tv_sec);
    timer_gettime(timer, &s);
    printf("timer %ld.%09ld %ld\n", (long)s.it_value.tv_sec, s.it_value.tv_nsec,
           (long)s.it_interval.tv_sec);
    printf("alarm %u ", alarm(30));
    printf("%u\n", alarm(0));
}

/* --- loops as event libraries have them: the timer is set anew until the time has come --- */

static double now(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void loop_descriptor(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    double end = now(CLOCK_MONOTONIC) + 0.2;
    int turns = 0;
    while (now(CLOCK_MONOTONIC) < end) {
        uint64_t count;
        struct timespec t = {(time_t)end, (long)((end - (double)(time_t)end) * 1e9)};
        timerfd_settime(fd, TFD_TIMER_ABSTIME, &(struct itimerspec){.it_value = t}, NULL);
        turns += read(fd, &count, sizeof count) == sizeof count;
    }
    printf("descriptor %s\n", turns <= 2 ? "in time" : "again and again");
}

static void ignore(int signal)
{
    (void)signal;
}

static void loop_alarm(void)
{
    double end = now(CLOCK_REALTIME) + 0.2;
    struct itimerval t = {{0, 50000}, {0, 50000}};
    int turns = 0;
    sigset_t blocked, none;
    sigemptyset(&none);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGALRM);
    sigprocmask(SIG_BLOCK, &blocked, NULL);
    signal(SIGALRM, ignore);
    setitimer(ITIMER_REAL, &t, NULL);
    for (; now(CLOCK_REALTIME) < end; turns++)
        sigsuspend(&none);
    setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
    printf("alarm %s\n", turns <= 5 ? "in time" : "again and again");
}

/* --- threads: no reading is earlier than the one before, no timer's moment is missed --- */

static int wrong;
static bool done;

static void *set_timers(void *unused)
{
    for (int i = 0; i < 100; i++) {
        uint64_t count;
        int fd = timerfd_create(CLOCK_MONOTONIC, 0);
        double start = now(CLOCK_MONOTONIC);
        struct itimerspec when = {.it_value = {0, 1000000}};
        timerfd_settime(fd, 0, &when, NULL);
        bool fired = read(fd, &count, sizeof count) == sizeof count;
        if (!fired || now(CLOCK_MONOTONIC) < start + 0.001)
            __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
        close(fd);
    }
    return unused;
}

static void *keep_reading(void *unused)
{
    double last = 0;
    while (!__atomic_load_n(&done, __ATOMIC_RELAXED)) {
        double next = now(CLOCK_MONOTONIC);
        if (next < last)
            __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
        last = next;
    }
    return unused;
}

static void threads(void)
{
    pthread_t setters[3], reader;
    pthread_create(&reader, NULL, keep_reading, NULL);
    for (int i = 0; i < 3; i++)
        pthread_create(&setters[i], NULL, set_timers, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(setters[i], NULL);
    __atomic_store_n(&done, true, __ATOMIC_RELAXED);
    pthread_join(reader, NULL);
    printf("threads %d\n", wrong);
}

int main(void)
{
    used();
    used_by_child();
    discipline();
    left();
    loop_descriptor();
    loop_alarm();
    threads();
    return 0;
}
