/*
 * Timed waits of 200 ms, relative and absolute, against whatever clock the program sees: each must
 * last between 190 and 400 ms of real time, measured by the raw system call.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/timerfd.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define WAIT 200000000L

/* Past every wrapper: the kernel's clock. */
static double real_now(void)
{
    struct timespec t;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(228L), "D"((long)CLOCK_MONOTONIC), "S"(&t)
                     : "rcx", "r11", "memory");
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct timespec in_a_while(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    t.tv_nsec += WAIT;
    t.tv_sec += t.tv_nsec / 1000000000L;
    t.tv_nsec %= 1000000000L;
    return t;
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void condition(clockid_t id)
{
    pthread_condattr_t attributes;
    pthread_cond_t variable;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, id);
    pthread_cond_init(&variable, &attributes);
    struct timespec t = in_a_while(id);
    pthread_mutex_lock(&mutex);
    while (pthread_cond_timedwait(&variable, &mutex, &t) == 0)
        continue;
    pthread_mutex_unlock(&mutex);
}

static void condition_realtime(void)
{
    condition(CLOCK_REALTIME);
}

static void condition_monotonic(void)
{
    condition(CLOCK_MONOTONIC);
}

static void semaphore(void)
{
    sem_t s;
    struct timespec t = in_a_while(CLOCK_REALTIME);
    sem_init(&s, 0, 0);
    while (sem_timedwait(&s, &t) != 0 && errno == EINTR)
        continue;
}

static void *lock_it(void *other)
{
    struct timespec t = in_a_while(CLOCK_REALTIME);
    pthread_mutex_timedlock(other, &t);
    return NULL;
}

static void timed_lock(void)
{
    pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER;
    pthread_t thread;
    pthread_mutex_lock(&held);
    pthread_create(&thread, NULL, lock_it, &held);
    pthread_join(thread, NULL);
}

static void sleep_relative(void)
{
    usleep(WAIT / 1000);
}

static void sleep_absolute_wall(void)
{
    struct timespec t = in_a_while(CLOCK_REALTIME);
    clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL);
}

static void sleep_absolute_monotonic(void)
{
    struct timespec t = in_a_while(CLOCK_MONOTONIC);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

static void c11_sleep(void)
{
    thrd_sleep(&(struct timespec){0, WAIT}, NULL);
}

static void polled(void)
{
    poll(NULL, 0, WAIT / 1000000);
}

static void selected(void)
{
    struct timeval t = {0, WAIT / 1000};
    select(0, NULL, NULL, NULL, &t);
}

static void epolled(void)
{
    struct epoll_event event;
    int fd = epoll_create1(0);
    epoll_wait(fd, &event, 1, WAIT / 1000000);
    close(fd);
}

static void timer_fd(clockid_t id)
{
    uint64_t count;
    int fd = timerfd_create(id, 0);
    struct itimerspec when = {.it_value = in_a_while(id)};
    timerfd_settime(fd, TFD_TIMER_ABSTIME, &when, NULL);
    if (read(fd, &count, sizeof count) != sizeof count)
        puts("timerfd: nothing read");
    close(fd);
}

static void timer_fd_wall(void)
{
    timer_fd(CLOCK_REALTIME);
}

static void timer_fd_monotonic(void)
{
    timer_fd(CLOCK_MONOTONIC);
}

/* Sleeps in small steps until the clock says so: the clock must move with the sleeps. */
static void stepwise(void)
{
    struct timespec end = in_a_while(CLOCK_REALTIME), now;
    do {
        usleep(10000);
        clock_gettime(CLOCK_REALTIME, &now);
    } while (now.tv_sec < end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec < end.tv_nsec));
}

static const struct {
    const char *name;
    void (*wait)(void);
} waits[] = {{"pthread_cond_timedwait, realtime", condition_realtime},
             {"pthread_cond_timedwait, monotonic", condition_monotonic},
             {"sem_timedwait", semaphore},
             {"pthread_mutex_timedlock", timed_lock},
             {"usleep", sleep_relative},
             {"clock_nanosleep, absolute, realtime", sleep_absolute_wall},
             {"clock_nanosleep, absolute, monotonic", sleep_absolute_monotonic},
             {"thrd_sleep", c11_sleep},
             {"poll", polled},
             {"select", selected},
             {"epoll_wait", epolled},
             {"timerfd, realtime", timer_fd_wall},
             {"timerfd, monotonic", timer_fd_monotonic},
             {"steps", stepwise}};

int main(void)
{
    int bad = 0;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        double start = real_now();
        waits[i].wait();
        double took = real_now() - start;
        if (took < 0.19 || took > 0.6) {
            printf("%s: took %.3f s\n", waits[i].name, took);
            bad = 1;
        }
    }
    return bad;
}
