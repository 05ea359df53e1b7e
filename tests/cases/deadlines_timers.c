/* Signals and timers. */
#define _GNU_SOURCE
#include "deadlines.h"
#include <signal.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <unistd.h>

static void do_sigtimedwait(clockid_t id)
{
    sigset_t set = alarms();
    (void)id;
    expect(sigtimedwait(&set, NULL, &length) < 0 && errno == EAGAIN, "sigtimedwait");
}

static void do_setitimer(clockid_t id)
{
    sigset_t set = alarms();
    struct itimerval t = {.it_value = {0, WAIT / 1000}};
    (void)id;
    setitimer(ITIMER_REAL, &t, NULL);
    expect(getitimer(ITIMER_REAL, &t) == 0 && t.it_value.tv_usec > 100000, "getitimer");
    sigwaitinfo(&set, NULL);
}

static void do_ualarm(clockid_t id)
{
    sigset_t set = alarms();
    (void)id;
    ualarm(WAIT / 1000, 0);
    sigwaitinfo(&set, NULL);
}

static void set_timer(clockid_t id, int flags, struct timespec time)
{
    timer_t timer;
    sigset_t set = alarms();
    struct itimerspec left, when = {.it_value = time};
    expect(timer_create(id, NULL, &timer) == 0, "timer_create");
    expect(timer_settime(timer, flags, &when, NULL) == 0, "timer_settime");
    expect(timer_gettime(timer, &left) == 0 && left.it_value.tv_sec == 0 &&
               left.it_value.tv_nsec > WAIT / 2 && left.it_value.tv_nsec <= WAIT + WAIT / 10,
           "timer_gettime");
    sigwaitinfo(&set, NULL);
}

static void do_timer(clockid_t id)
{
    set_timer(id, 0, length);
}

static void do_timer_until(clockid_t id)
{
    set_timer(id, TIMER_ABSTIME, in_a_while(id));
}

static void set_descriptor(clockid_t id, int flags, struct itimerspec when)
{
    uint64_t count;
    int fd = timerfd_create(id, 0);
    struct itimerspec left;
    expect(timerfd_settime(fd, flags, &when, NULL) == 0, "timerfd_settime");
    expect(timerfd_gettime(fd, &left) == 0 && left.it_value.tv_sec == 0 &&
               left.it_value.tv_nsec > WAIT / 8 && left.it_value.tv_nsec <= WAIT + WAIT / 10,
           "timerfd_gettime");
    for (int i = when.it_interval.tv_nsec ? 4 : 1; i > 0; i -= (int)count)
        expect(read(fd, &count, sizeof count) == sizeof count, "read");
}

static void do_timerfd(clockid_t id)
{
    set_descriptor(id, 0, (struct itimerspec){.it_value = length});
}

static void do_timerfd_until(clockid_t id)
{
    set_descriptor(id, TFD_TIMER_ABSTIME, (struct itimerspec){.it_value = in_a_while(id)});
}

static void do_timerfd_interval(clockid_t id)
{
    struct timespec quarter = {0, WAIT / 4};
    set_descriptor(id, 0, (struct itimerspec){quarter, quarter});
}

const struct row timer_rows[] = {
    {"sigtimedwait", do_sigtimedwait, MONO, RIGHT},
    {"setitimer", do_setitimer, MONO, RIGHT},
    {"ualarm", do_ualarm, MONO, RIGHT},
    {"timer, relative, realtime", do_timer, REAL, RIGHT},
    {"timer, relative, monotonic", do_timer, MONO, RIGHT},
    {"timer, absolute, realtime", do_timer_until, REAL, RIGHT},
    {"timer, absolute, monotonic", do_timer_until, MONO, RIGHT},
    {"timer, absolute, boottime", do_timer_until, BOOT, RIGHT},
    {"timerfd, relative, realtime", do_timerfd, REAL, RIGHT},
    {"timerfd, relative, monotonic", do_timerfd, MONO, RIGHT},
    {"timerfd, absolute, realtime", do_timerfd_until, REAL, RIGHT},
    {"timerfd, absolute, monotonic", do_timerfd_until, MONO, RIGHT},
    {"timerfd, absolute, boottime", do_timerfd_until, BOOT, RIGHT},
    {"timerfd, four intervals", do_timerfd_interval, MONO, RIGHT},
    {NULL, NULL, 0, 0},
};
