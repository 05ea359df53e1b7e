#include "clock.h"
#include "syscall.h"
#include "timers.h"
#include "waits.h"
#include "wrap.h"
#include "banned.h"
#include <linux/futex.h>
#include <sys/sem.h>
#include <sys/timex.h>

/* Newer than the headers we build with. */
#define NUMBER_io_pgetevents 333
#define NUMBER_epoll_pwait2  441
#define NUMBER_futex_waitv   449
#define NUMBER_futex_wait    455

/* --- timed waits: which argument the time is --- */

enum form { TIMESPEC, MILLISECONDS };
#define ALWAYS (-1)

/* Timeouts; `things`: the argument that counts what is waited for; `expired`: when none came. */
static const struct timeout {
    short number;
    signed char time, form, things;
    long expired;
} timeouts[] = {
    {SYS_poll, 2, MILLISECONDS, 1, 0},
    {SYS_ppoll, 2, TIMESPEC, 1, 0},
    {SYS_pselect6, 4, TIMESPEC, 0, 0},
    {SYS_epoll_wait, 3, MILLISECONDS, ALWAYS, 0},
    {SYS_epoll_pwait, 3, MILLISECONDS, ALWAYS, 0},
    {NUMBER_epoll_pwait2, 3, TIMESPEC, ALWAYS, 0},
    {SYS_rt_sigtimedwait, 2, TIMESPEC, ALWAYS, -EAGAIN},
    {SYS_io_getevents, 4, TIMESPEC, ALWAYS, 0},
    {NUMBER_io_pgetevents, 4, TIMESPEC, ALWAYS, 0},
};

/* Deadlines; `clock`: the argument that says whose; ALWAYS: the wall clock's. */
static const struct until {
    short number;
    signed char time, clock;
} untils[] = {
    {SYS_mq_timedsend, 4, ALWAYS},
    {SYS_mq_timedreceive, 4, ALWAYS},
    {NUMBER_futex_waitv, 3, 4},
    {NUMBER_futex_wait, 4, 5},
};

static long by_array(long number, const long a[6])
{
    return arch_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static long with_argument(long number, const long a[6], int index, long value)
{
    long changed[6];
    memcpy(changed, a, sizeof changed);
    changed[index] = value;
    return by_array(number, changed);
}

static long wait_timeout(const struct timeout *row, const long a[6])
{
    bool waits = row->things == ALWAYS || a[row->things] != 0;
    bool plain = row->form == MILLISECONDS;
    int ms = (int)a[row->time];
    struct timespec *time = plain ? NULL : (void *)a[row->time];
    struct span span = plain ? span_begin(waits, ms * (CLOCK_SECOND / 1000)) : span_of(waits, time);
    long given = plain ? span_milliseconds(&span, ms) : (long)span_given(&span, time);
    long result = with_argument(row->number, a, row->time, given);
    span_end(&span, span.length > 0 && result == row->expired);
    return result;
}

static long wait_until(const struct until *row, const long a[6])
{
    const struct timespec *time = (void *)a[row->time];
    int id = row->clock == ALWAYS ? CLOCK_REALTIME : (int)a[row->clock];
    struct deadline deadline = deadline_begin(id, time);
    long result = with_argument(row->number, a, row->time, (long)deadline_given(&deadline, time));
    deadline_end(&deadline, result == -ETIMEDOUT);
    return result;
}

/* Operations whose time is a length, and those where it is a point, on which clock: futex(2). */
static long futex(const long a[6])
{
    int command = (int)a[1] & FUTEX_CMD_MASK;
    const struct timespec *time = (void *)a[3];
    bool relative = command == FUTEX_WAIT;
    bool absolute = command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI ||
                    command == 13 /* FUTEX_LOCK_PI2 */ || command == FUTEX_WAIT_REQUEUE_PI;
    bool wall = a[1] & FUTEX_CLOCK_REALTIME || command == FUTEX_LOCK_PI;
    if (relative) {
        struct span span = span_of(true, time);
        long result = with_argument(SYS_futex, a, 3, (long)span_given(&span, time));
        span_end(&span, result == -ETIMEDOUT);
        return result;
    }
    if (!absolute)
        return by_array(SYS_futex, a); /* the argument is no time */
    struct deadline deadline = deadline_begin(wall ? CLOCK_REALTIME : CLOCK_MONOTONIC, time);
    long result = with_argument(SYS_futex, a, 3, (long)deadline_given(&deadline, time));
    deadline_end(&deadline, result == -ETIMEDOUT);
    return result;
}

static bool timed_wait(long number, const long a[6], long *result)
{
    for (size_t i = 0; i < sizeof timeouts / sizeof *timeouts; i++) {
        if (timeouts[i].number == number)
            return *result = deliver(wait_timeout(&timeouts[i], a)), true;
    }
    for (size_t i = 0; i < sizeof untils / sizeof *untils; i++) {
        if (untils[i].number == number)
            return *result = deliver(wait_until(&untils[i], a)), true;
    }
    return false;
}

/* --- calls that libc has under their own names --- */

static long sleep_by_number(long id, long flags, long time, long left)
{
    int error = clock_nanosleep((clockid_t)id, (int)flags, (void *)time, (void *)left);
    return deliver(-error);
}

static long set_time_of_day(const long a[6])
{
    bool ours = a[0] && lib.ready && lib.mode[SOURCE_time] >= MODE_PIN;
    return deliver(ours ? -EPERM : sys2(SYS_settimeofday, a[0], a[1]));
}

static bool read_clocks(long number, const long a[6], long *result)
{
    switch (number) {
    case SYS_time:
        return *result = time((time_t *)a[0]), true;
    case SYS_gettimeofday:
        return *result = gettimeofday((void *)a[0], (void *)a[1]), true;
    case SYS_clock_gettime:
        return *result = clock_gettime((clockid_t)a[0], (void *)a[1]), true;
    case SYS_times:
        return *result = times((void *)a[0]), true;
    case SYS_getrusage:
        return *result = getrusage((int)a[0], (void *)a[1]), true;
    case SYS_clock_getres:
        return *result = clock_getres((clockid_t)a[0], (void *)a[1]), true;
    case SYS_clock_adjtime:
        return *result = clock_adjtime((clockid_t)a[0], (void *)a[1]), true;
    case SYS_adjtimex:
        return *result = clock_adjtime(CLOCK_REALTIME, (void *)a[0]), true;
    case SYS_clock_settime:
        return *result = clock_settime((clockid_t)a[0], (void *)a[1]), true;
    case SYS_settimeofday:
        return *result = set_time_of_day(a), true;
    }
    return false;
}

static bool use_timers(long number, const long a[6], long *result)
{
    switch (number) {
    case SYS_timerfd_settime:
        return *result = timerfd_settime((int)a[0], (int)a[1], (void *)a[2], (void *)a[3]), true;
    case SYS_timerfd_gettime:
        return *result = timerfd_gettime((int)a[0], (void *)a[1]), true;
    case SYS_timer_create:
        return *result = deliver(timers_create_by_number((int)a[0], (void *)a[1], (void *)a[2])),
               true;
    case SYS_timer_delete:
        return *result = timer_delete((timer_t)a[0]), true;
    case SYS_timer_settime:
        return *result = timer_settime((timer_t)a[0], (int)a[1], (void *)a[2], (void *)a[3]), true;
    case SYS_timer_gettime:
        return *result = timer_gettime((timer_t)a[0], (void *)a[1]), true;
    case SYS_setitimer:
        return *result = setitimer((unsigned)a[0], (void *)a[1], (void *)a[2]), true;
    case SYS_getitimer:
        return *result = getitimer((unsigned)a[0], (void *)a[1]), true;
    case SYS_alarm:
        return *result = (long)alarm((unsigned)a[0]), true;
    }
    return false;
}

static bool wait_somehow(long number, const long a[6], long *result)
{
    switch (number) {
    case SYS_nanosleep:
        return *result = sleep_by_number(CLOCK_REALTIME, 0, a[0], a[1]), true;
    case SYS_clock_nanosleep:
        return *result = sleep_by_number(a[0], a[1], a[2], a[3]), true;
    case SYS_select:
        return *result = select((int)a[0], (void *)a[1], (void *)a[2], (void *)a[3], (void *)a[4]),
               true;
    case SYS_semtimedop:
        return *result = semtimedop((int)a[0], (void *)a[1], (size_t)a[2], (void *)a[3]), true;
    case SYS_recvmmsg:
        return *result = recvmmsg((int)a[0], (void *)a[1], (unsigned)a[2], (int)a[3], (void *)a[4]),
               true;
    case SYS_futex:
        return *result = deliver(futex(a)), true;
    }
    return timed_wait(number, a, result);
}

bool syscall_time(long number, const long argument[6], long *result)
{
    return read_clocks(number, argument, result) || use_timers(number, argument, result) ||
           wait_somehow(number, argument, result);
}
