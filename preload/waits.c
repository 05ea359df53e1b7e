/*
 * Waits against the virtual clock: a sleep moves it on by its length, a wait that timed out by its
 * timeout, and an absolute deadline is the same distance away on the real clock as on the virtual
 * one.  The waiting itself is libc's.
 */
#include "clock.h"
#include "identity.h"
#include "real.h"
#include "wrap.h"
#include "banned.h"
#include <mqueue.h>

static bool is_virtual(void)
{
    return lib.ready && clock_is_virtual();
}

static bool is_shifted(void)
{
    return lib.ready && lib.mode[SOURCE_time] >= MODE_PIN;
}

/* --- sleeps --- */

/* What is left of an interrupted sleep was not slept. */
static void slept(int id, const struct timespec *wanted, const struct timespec *left, long result)
{
    if (id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID || !is_virtual())
        return;
    if (result == 0)
        clock_advance(timespec_ns(wanted));
    else if (result == -EINTR && left)
        clock_advance(timespec_ns(wanted) - timespec_ns(left));
}

static long sleep_until(int id, const struct timespec *deadline)
{
    int64_t left;
    struct timespec real = clock_deadline(id, deadline);
    bool known = clock_left(id, deadline, &left);
    long result = cancellable(sys4(SYS_clock_nanosleep, id, TIMER_ABSTIME, &real, 0));
    if (result == 0 && known)
        clock_advance(left);
    return result;
}

WRAP(int, clock_nanosleep, clockid_t id, int flags, const struct timespec *time,
     struct timespec *left)
{
    struct timespec own;
    struct timespec *rest = left ? left : &own;
    bool valid = time && time->tv_nsec >= 0 && time->tv_nsec < CLOCK_SECOND;
    if (id == CLOCK_THREAD_CPUTIME_ID)
        return EINVAL;
    if (flags & TIMER_ABSTIME && is_shifted() && valid)
        return (int)-sleep_until(id, time);
    long result = cancellable(sys4(SYS_clock_nanosleep, id, flags, time, rest));
    if (!(flags & TIMER_ABSTIME) && valid)
        slept(id, time, rest, result);
    return (int)-result;
}

/* --- timeouts: nothing came, so all of it has passed --- */

static void timed_out(bool nothing_came, int64_t nanoseconds)
{
    if (nothing_came && is_virtual())
        clock_advance(nanoseconds);
}

static int64_t timespec_length(const struct timespec *t)
{
    return t ? timespec_ns(t) : 0;
}

WRAP(int, poll, struct pollfd *fds, nfds_t count, int timeout)
{
    int result = REAL(poll)(fds, count, timeout);
    timed_out(result == 0, timeout * 1000000LL);
    return result;
}
WRAP_ALIAS(__poll, poll)
WRAP_ALIAS(__poll_chk, poll) /* the fortified form: a fourth argument, the room in fds */

WRAP(int, ppoll, struct pollfd *fds, nfds_t count, const struct timespec *timeout,
     const sigset_t *mask)
{
    int result = REAL(ppoll)(fds, count, timeout, mask);
    timed_out(result == 0, timespec_length(timeout));
    return result;
}
WRAP_ALIAS(__ppoll_chk, ppoll)

WRAP(int, select, int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
     struct timeval *restrict timeout)
{
    int64_t length = timeout ? timeout->tv_sec * CLOCK_SECOND + timeout->tv_usec * 1000 : 0;
    int result = REAL(select)(count, in, out, except, timeout);
    timed_out(result == 0, length);
    return result;
}
WRAP_ALIAS(__select, select)

WRAP(int, pselect, int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
     const struct timespec *restrict timeout, const sigset_t *restrict mask)
{
    int result = REAL(pselect)(count, in, out, except, timeout, mask);
    timed_out(result == 0, timespec_length(timeout));
    return result;
}

WRAP(int, epoll_wait, int fd, struct epoll_event *events, int room, int timeout)
{
    int result = REAL(epoll_wait)(fd, events, room, timeout);
    timed_out(result == 0, timeout * 1000000LL);
    return result;
}

WRAP(int, epoll_pwait, int fd, struct epoll_event *events, int room, int timeout,
     const sigset_t *mask)
{
    int result = REAL(epoll_pwait)(fd, events, room, timeout, mask);
    timed_out(result == 0, timeout * 1000000LL);
    return result;
}

WRAP(int, epoll_pwait2, int fd, struct epoll_event *events, int room,
     const struct timespec *timeout, const sigset_t *mask)
{
    int result = REAL(epoll_pwait2)(fd, events, room, timeout, mask);
    timed_out(result == 0, timespec_length(timeout));
    return result;
}

WRAP(int, sigtimedwait, const sigset_t *restrict set, siginfo_t *restrict info,
     const struct timespec *restrict timeout)
{
    int result = REAL(sigtimedwait)(set, info, timeout);
    timed_out(result < 0 && errno == EAGAIN, timespec_length(timeout));
    return result;
}

/* --- deadlines --- */

/* A deadline in both worlds; `real` is what libc is given. */
struct deadline {
    int id;
    int64_t left; /* virtual time until then, when the wait began */
    struct timespec real;
    const struct timespec *given;
};

static struct deadline deadline_begin(int id, const struct timespec *given)
{
    struct deadline d = {.id = id, .given = given};
    if (!given || !is_shifted() || given->tv_nsec < 0 || given->tv_nsec >= CLOCK_SECOND)
        return d;
    d.real = clock_deadline(id, given);
    d.given = &d.real;
    if (!clock_left(id, given, &d.left))
        d.left = 0;
    return d;
}
/* `given` points into the struct itself: mend it after the copy. */
#define DEADLINE(name, id, time)                                                                   \
    struct deadline name = deadline_begin(id, time);                                               \
    if (name.given && name.given != (time))                                                        \
    name.given = &name.real

static void deadline_end(const struct deadline *d, bool expired)
{
    if (expired && d->left > 0 && is_virtual())
        clock_advance(d->left);
}

/* Functions that return ETIMEDOUT: the object, maybe a clock, the deadline. */
#define DEADLINE_CALL(name, type, clock_of)                                                        \
    WRAP(int, name, type object, const struct timespec *restrict time)                             \
    {                                                                                              \
        DEADLINE(d, clock_of(object), time);                                                       \
        int result = REAL(name)(object, d.given);                                                  \
        deadline_end(&d, result == ETIMEDOUT);                                                     \
        return result;                                                                             \
    }
#define DEADLINE_CLOCK_CALL(name, type)                                                            \
    WRAP(int, name, type object, clockid_t id, const struct timespec *restrict time)               \
    {                                                                                              \
        DEADLINE(d, id, time);                                                                     \
        int result = REAL(name)(object, id, d.given);                                              \
        deadline_end(&d, result == ETIMEDOUT);                                                     \
        return result;                                                                             \
    }
#define wall_clock(object) CLOCK_REALTIME

DEADLINE_CALL(pthread_mutex_timedlock, pthread_mutex_t *restrict, wall_clock)
DEADLINE_CALL(pthread_rwlock_timedrdlock, pthread_rwlock_t *restrict, wall_clock)
DEADLINE_CALL(pthread_rwlock_timedwrlock, pthread_rwlock_t *restrict, wall_clock)
DEADLINE_CLOCK_CALL(pthread_mutex_clocklock, pthread_mutex_t *restrict)
DEADLINE_CLOCK_CALL(pthread_rwlock_clockrdlock, pthread_rwlock_t *restrict)
DEADLINE_CLOCK_CALL(pthread_rwlock_clockwrlock, pthread_rwlock_t *restrict)

/* The clock a condition variable was made for: bit 1 of __wrefs since glibc 2.25. */
static int condition_clock(const pthread_cond_t *condition)
{
    return condition->__data.__wrefs & 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
}

WRAP(int, pthread_cond_timedwait, pthread_cond_t *restrict condition,
     pthread_mutex_t *restrict mutex, const struct timespec *restrict time)
{
    DEADLINE(d, condition_clock(condition), time);
    int result = REAL(pthread_cond_timedwait)(condition, mutex, d.given);
    deadline_end(&d, result == ETIMEDOUT);
    return result;
}

WRAP(int, pthread_cond_clockwait, pthread_cond_t *restrict condition,
     pthread_mutex_t *restrict mutex, clockid_t id, const struct timespec *restrict time)
{
    DEADLINE(d, id, time);
    int result = REAL(pthread_cond_clockwait)(condition, mutex, id, d.given);
    deadline_end(&d, result == ETIMEDOUT);
    return result;
}

WRAP(int, pthread_timedjoin_np, pthread_t thread, void **value, const struct timespec *time)
{
    DEADLINE(d, CLOCK_REALTIME, time);
    int result = REAL(pthread_timedjoin_np)(thread, value, d.given);
    deadline_end(&d, result == ETIMEDOUT);
    return result;
}

WRAP(int, pthread_clockjoin_np, pthread_t thread, void **value, clockid_t id,
     const struct timespec *time)
{
    DEADLINE(d, id, time);
    int result = REAL(pthread_clockjoin_np)(thread, value, id, d.given);
    deadline_end(&d, result == ETIMEDOUT);
    return result;
}

WRAP(int, cnd_timedwait, cnd_t *restrict condition, mtx_t *restrict mutex,
     const struct timespec *restrict time)
{
    DEADLINE(d, CLOCK_REALTIME, time);
    int result = REAL(cnd_timedwait)(condition, mutex, d.given);
    deadline_end(&d, result == thrd_timedout);
    return result;
}

WRAP(int, mtx_timedlock, mtx_t *restrict mutex, const struct timespec *restrict time)
{
    DEADLINE(d, CLOCK_REALTIME, time);
    int result = REAL(mtx_timedlock)(mutex, d.given);
    deadline_end(&d, result == thrd_timedout);
    return result;
}

/* Functions that set errno to ETIMEDOUT. */
WRAP(int, sem_timedwait, sem_t *restrict semaphore, const struct timespec *restrict time)
{
    DEADLINE(d, CLOCK_REALTIME, time);
    int result = REAL(sem_timedwait)(semaphore, d.given);
    deadline_end(&d, result < 0 && errno == ETIMEDOUT);
    return result;
}

WRAP(int, sem_clockwait, sem_t *restrict semaphore, clockid_t id,
     const struct timespec *restrict time)
{
    DEADLINE(d, id, time);
    int result = REAL(sem_clockwait)(semaphore, id, d.given);
    deadline_end(&d, result < 0 && errno == ETIMEDOUT);
    return result;
}

WRAP(int, mq_timedsend, mqd_t queue, const char *message, size_t size, unsigned priority,
     const struct timespec *time)
{
    DEADLINE(d, CLOCK_REALTIME, time);
    int result = REAL(mq_timedsend)(queue, message, size, priority, d.given);
    deadline_end(&d, result < 0 && errno == ETIMEDOUT);
    return result;
}

WRAP(ssize_t, mq_timedreceive, mqd_t queue, char *restrict message, size_t size,
     unsigned *restrict priority, const struct timespec *restrict time)
{
    DEADLINE(d, CLOCK_REALTIME, time);
    ssize_t result = REAL(mq_timedreceive)(queue, message, size, priority, d.given);
    deadline_end(&d, result < 0 && errno == ETIMEDOUT);
    return result;
}

/* --- timers: absolute expirations are deadlines; which clock a timer has is the kernel's secret
 * --- */

WRAP(int, timer_settime, timer_t timer, int flags, const struct itimerspec *restrict new,
     struct itimerspec *restrict old)
{
    bool absolute = flags & TIMER_ABSTIME && new &&is_shifted() && timespec_ns(&new->it_value) != 0;
    if (!absolute)
        return REAL(timer_settime)(timer, flags, new, old);
    /* A date is the wall clock's; the monotonic clocks are shown as small numbers. */
    bool wall = new->it_value.tv_sec > 500000000;
    struct itimerspec real = *new;
    real.it_value = clock_deadline(wall ? CLOCK_REALTIME : CLOCK_MONOTONIC, &new->it_value);
    return REAL(timer_settime)(timer, flags, &real, old);
}

WRAP(int, timerfd_settime, int fd, int flags, const struct itimerspec *new, struct itimerspec *old)
{
    bool absolute =
        flags & TFD_TIMER_ABSTIME && new &&is_shifted() && timespec_ns(&new->it_value) != 0;
    if (!absolute)
        return REAL(timerfd_settime)(fd, flags, new, old);
    bool wall = new->it_value.tv_sec > 500000000;
    struct itimerspec real = *new;
    real.it_value = clock_deadline(wall ? CLOCK_REALTIME : CLOCK_MONOTONIC, &new->it_value);
    return REAL(timerfd_settime)(fd, flags, &real, old);
}
