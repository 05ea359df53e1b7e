/* Waits by the number of the system call. */
#define _GNU_SOURCE
#include "deadlines.h"
#include <linux/futex.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

static void by_nanosleep(clockid_t id)
{
    (void)id;
    syscall(SYS_nanosleep, &length, NULL);
}

static void by_clock_nanosleep(clockid_t id)
{
    struct timespec t = in_a_while(id);
    syscall(SYS_clock_nanosleep, id, TIMER_ABSTIME, &t, NULL);
}

static void by_poll(clockid_t id)
{
    struct pollfd one = {pipe_end(), POLLIN, 0};
    (void)id;
    expect(syscall(SYS_poll, &one, 1, MS) == 0, "SYS_poll");
}

static void by_ppoll(clockid_t id)
{
    struct timespec t = length;
    (void)id;
    expect(syscall(SYS_ppoll, NULL, 0, &t, NULL, 8) == 0, "SYS_ppoll");
}

static void by_pselect6(clockid_t id)
{
    struct timespec t = length;
    (void)id;
    expect(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &t, NULL) == 0, "SYS_pselect6");
}

static void by_epoll_pwait2(clockid_t id)
{
    struct epoll_event event;
    (void)id;
    if (syscall(441, epoll_create1(0), &event, 1, &length, NULL, 8) < 0 && errno == ENOSYS)
        nanosleep(&length, NULL); /* before Linux 5.11 */
}

static void by_sigtimedwait(clockid_t id)
{
    sigset_t set = alarms();
    (void)id;
    expect(syscall(SYS_rt_sigtimedwait, &set, NULL, &length, 8) < 0, "SYS_rt_sigtimedwait");
}

static void by_timerfd(clockid_t id)
{
    uint64_t count;
    int fd = timerfd_create(id, 0);
    struct itimerspec when = {.it_value = in_a_while(id)};
    expect(syscall(SYS_timerfd_settime, fd, TFD_TIMER_ABSTIME, &when, NULL) == 0, "by number");
    expect(read(fd, &count, sizeof count) == sizeof count, "read");
}

static void by_timer(clockid_t id)
{
    int timer;
    sigset_t set = alarms();
    struct itimerspec when = {.it_value = in_a_while(id)};
    expect(syscall(SYS_timer_create, id, NULL, &timer) == 0, "SYS_timer_create");
    expect(syscall(SYS_timer_settime, timer, TIMER_ABSTIME, &when, NULL) == 0, "SYS_timer_settime");
    sigwaitinfo(&set, NULL);
}

static void by_futex(clockid_t id)
{
    int word = 0;
    (void)id;
    expect(syscall(SYS_futex, &word, FUTEX_WAIT, 0, &length, NULL, 0) < 0 && errno == ETIMEDOUT,
           "FUTEX_WAIT");
}

static void by_futex_until(clockid_t id)
{
    int word = 0, operation = FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG;
    struct timespec t = in_a_while(id);
    if (id == CLOCK_REALTIME)
        operation |= FUTEX_CLOCK_REALTIME;
    expect(syscall(SYS_futex, &word, operation, 0, &t, NULL, -1) < 0 && errno == ETIMEDOUT,
           "FUTEX_WAIT_BITSET");
}

static void by_futex_pi(clockid_t id)
{
    static int word;
    struct timespec t = in_a_while(id);
    word = 1; /* held by the init process, which does not let go */
    long result = syscall(SYS_futex, &word, FUTEX_LOCK_PI, 0, &t, NULL, 0);
    if (result < 0 && errno != ETIMEDOUT)
        nanosleep(&length, NULL); /* another's process may not be waited for */
}

const struct row number_rows[] = {
    {"SYS_nanosleep", by_nanosleep, MONO, RIGHT},
    {"SYS_clock_nanosleep, realtime", by_clock_nanosleep, REAL, RIGHT},
    {"SYS_clock_nanosleep, monotonic", by_clock_nanosleep, MONO, RIGHT},
    {"SYS_poll", by_poll, MONO, RIGHT},
    {"SYS_ppoll", by_ppoll, MONO, RIGHT},
    {"SYS_pselect6", by_pselect6, MONO, RIGHT},
    {"SYS_epoll_pwait2", by_epoll_pwait2, MONO, RIGHT},
    {"SYS_rt_sigtimedwait", by_sigtimedwait, MONO, RIGHT},
    {"SYS_timerfd_settime, realtime", by_timerfd, REAL, RIGHT},
    {"SYS_timerfd_settime, monotonic", by_timerfd, MONO, RIGHT},
    {"SYS_timer_settime, realtime", by_timer, REAL, RIGHT},
    {"SYS_timer_settime, monotonic", by_timer, MONO, RIGHT},
    {"SYS_futex, relative", by_futex, MONO, RIGHT},
    {"SYS_futex, absolute, realtime", by_futex_until, REAL, RIGHT},
    {"SYS_futex, absolute, monotonic", by_futex_until, MONO, RIGHT},
    {"SYS_futex, lock with inheritance", by_futex_pi, REAL, RIGHT},
    {NULL, NULL, 0, 0},
};
