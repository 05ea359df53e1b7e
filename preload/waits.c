/*
 * Waits of a given length: a sleep moves the virtual clock on by its length, a wait that timed out
 * by its timeout.  The waiting itself is libc's.  What waits for nothing but time may be skipped;
 * what waits for an event too never is.
 */
#include "clock.h"
#include "real.h"
#include "waits.h"
#include "wrap.h"
#include "banned.h"
#include <sys/sem.h>

#define MILLISECOND (CLOCK_SECOND / 1000)

static bool is_virtual(void)
{
    return lib.ready && clock_is_virtual();
}

/* --- sleeps --- */

/* Skipped: others go first, for who sleeps mostly waits for them. */
static long pause_for(int id, int64_t length, struct timespec *left)
{
    if (clock_skips())
        return cancellable(sys0(SYS_sched_yield));
    struct timespec real = ns_timespec(clock_real_length(length));
    return cancellable(sys4(SYS_clock_nanosleep, id, 0, &real, left));
}

/*
 * What is left of an interrupted sleep was not slept.  When the signal came is not the same in two
 * runs: it counts in whole steps, which mostly is.  What is less than a step counts with the next
 * interrupted sleep of the thread, so that one ends that is resumed ever so often.
 */
#define SLEPT_STEP (CLOCK_SECOND / 10)

static int64_t unslept_of(int64_t length, int64_t left)
{
    int64_t slept = length - clock_virtual_length(left);
    if (slept < 0)
        return length;
    if (clock_is_virtual()) {
        struct thread *thread = thread_here();
        int64_t whole = slept + thread->slept_rest;
        thread->slept_rest = whole % SLEPT_STEP;
        whole -= thread->slept_rest;
        slept = whole < length ? whole : length;
    }
    return length - slept;
}

static long sleep_for(int id, const struct timespec *time, struct timespec *left)
{
    struct timespec rest = {0, 0};
    int64_t length = timespec_ns(time), from = clock_elapsed(), unslept = 0;
    long result = pause_for(id, length, &rest);
    if (result == -EINTR) {
        unslept = unslept_of(length, timespec_ns(&rest));
        rest = ns_timespec(unslept);
        if (left)
            *left = rest;
    }
    if (result == 0)
        thread_here()->slept_rest = 0;
    if (is_virtual() && (result == 0 || result == -EINTR))
        clock_waited(from, length - unslept);
    return result;
}

static long sleep_until(int id, const struct timespec *deadline)
{
    int64_t left, from = clock_elapsed();
    bool known = clock_left(id, deadline, &left);
    struct timespec real = clock_deadline(id, deadline);
    bool skip = known && clock_is_steady(id) && clock_skips();
    long result = skip ? cancellable(sys0(SYS_sched_yield))
                       : cancellable(sys4(SYS_clock_nanosleep, id, TIMER_ABSTIME, &real, 0));
    if (result == 0 && known)
        clock_waited(from, left);
    return result;
}

WRAP(int, clock_nanosleep, clockid_t id, int flags, const struct timespec *time,
     struct timespec *left)
{
    bool pinned = lib.ready && lib.mode[SOURCE_time] >= MODE_PIN;
    bool sane = plausible(time) && timespec_is_valid(time) && time->tv_sec >= 0;
    if (id == CLOCK_THREAD_CPUTIME_ID)
        return EINVAL;
    if (pinned && sane && flags & TIMER_ABSTIME)
        return (int)-sleep_until(id, time);
    if (pinned && sane && clock_is_steady(id))
        return (int)-sleep_for(id, time, left);
    return (int)-cancellable(sys4(SYS_clock_nanosleep, id, flags, time, left));
}

/* libc's own end in clock_nanosleep: these are for where its code is not patched. */
WRAP(int, nanosleep, const struct timespec *time, struct timespec *left)
{
    return (int)deliver(-wrap_clock_nanosleep(CLOCK_REALTIME, 0, time, left));
}
WRAP_ALIAS(__nanosleep, nanosleep)

WRAP(int, usleep, useconds_t microseconds)
{
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    return (int)deliver(-wrap_clock_nanosleep(CLOCK_REALTIME, 0, &time, NULL));
}

WRAP(unsigned, sleep, unsigned seconds)
{
    struct timespec time = {seconds, 0}, left = {0, 0};
    if (wrap_clock_nanosleep(CLOCK_REALTIME, 0, &time, &left) == 0)
        return 0;
    errno = EINTR;
    return (unsigned)left.tv_sec;
}

/* --- timeouts --- */

struct span span_begin(bool waits, int64_t length)
{
    struct span span = {.length = length};
    if (length <= 0 || !lib.ready)
        return span;
    span.from = clock_elapsed();
    bool skip = !waits && clock_skips();
    span.changed = skip || clock_is_stretched();
    span.real = ns_timespec(skip ? 0 : clock_real_length(length));
    return span;
}

struct span span_of(bool waits, const struct timespec *timeout)
{
    bool sane = timeout && timespec_is_valid(timeout) && timeout->tv_sec >= 0;
    return span_begin(waits, sane ? timespec_ns(timeout) : 0);
}

const struct timespec *span_given(const struct span *span, const struct timespec *timeout)
{
    return span->changed ? &span->real : timeout;
}

int span_milliseconds(const struct span *span, int timeout)
{
    int64_t ms = (timespec_ns(&span->real) + MILLISECOND - 1) / MILLISECOND;
    return !span->changed ? timeout : ms > INT32_MAX ? INT32_MAX : (int)ms;
}

void span_end(const struct span *span, bool nothing_came)
{
    if (nothing_came && is_virtual())
        clock_waited(span->from, span->length);
}

WRAP(int, poll, struct pollfd *fds, nfds_t count, int timeout)
{
    struct span span = span_begin(count > 0, timeout * MILLISECOND);
    int result = REAL(poll)(fds, count, span_milliseconds(&span, timeout));
    span_end(&span, result == 0);
    return result;
}
WRAP_ALIAS(__poll, poll)
WRAP_ALIAS(__poll_chk, poll) /* the fortified form: a fourth argument, the room in fds */

WRAP(int, ppoll, struct pollfd *fds, nfds_t count, const struct timespec *timeout,
     const sigset_t *mask)
{
    struct span span = span_of(count > 0, timeout);
    int result = REAL(ppoll)(fds, count, span_given(&span, timeout), mask);
    span_end(&span, result == 0);
    return result;
}
WRAP_ALIAS(__ppoll_chk, ppoll)

/* Linux leaves the time that was not slept in `timeout`: select(2). */
static int select_changed(int count, fd_set *in, fd_set *out, fd_set *except,
                          struct timeval *timeout, const struct span *span)
{
    struct timeval real = {span->real.tv_sec, (span->real.tv_nsec + 999) / 1000};
    int result = REAL(select)(count, in, out, except, &real);
    int64_t left = real.tv_sec * CLOCK_SECOND + real.tv_usec * 1000;
    struct timespec shown = ns_timespec(clock_virtual_length(left));
    *timeout = (struct timeval){shown.tv_sec, shown.tv_nsec / 1000};
    return result;
}

WRAP(int, select, int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
     struct timeval *restrict timeout)
{
    bool sane = timeout && timeout->tv_sec >= 0 && timeout->tv_usec >= 0;
    struct timespec length = {0, 0};
    if (sane)
        length = (struct timespec){timeout->tv_sec + timeout->tv_usec / 1000000,
                                   timeout->tv_usec % 1000000 * 1000};
    struct span span = span_begin(count > 0, timespec_ns(&length));
    int result = span.changed ? select_changed(count, in, out, except, timeout, &span)
                              : REAL(select)(count, in, out, except, timeout);
    span_end(&span, result == 0);
    return result;
}
WRAP_ALIAS(__select, select)

WRAP(int, pselect, int count, fd_set *restrict in, fd_set *restrict out, fd_set *restrict except,
     const struct timespec *restrict timeout, const sigset_t *restrict mask)
{
    struct span span = span_of(count > 0, timeout);
    int result = REAL(pselect)(count, in, out, except, span_given(&span, timeout), mask);
    span_end(&span, result == 0);
    return result;
}

WRAP(int, epoll_wait, int fd, struct epoll_event *events, int room, int timeout)
{
    struct span span = span_begin(true, timeout * MILLISECOND);
    int result = REAL(epoll_wait)(fd, events, room, span_milliseconds(&span, timeout));
    span_end(&span, result == 0);
    return result;
}

WRAP(int, epoll_pwait, int fd, struct epoll_event *events, int room, int timeout,
     const sigset_t *mask)
{
    struct span span = span_begin(true, timeout * MILLISECOND);
    int result = REAL(epoll_pwait)(fd, events, room, span_milliseconds(&span, timeout), mask);
    span_end(&span, result == 0);
    return result;
}

WRAP(int, epoll_pwait2, int fd, struct epoll_event *events, int room,
     const struct timespec *timeout, const sigset_t *mask)
{
    struct span span = span_of(true, timeout);
    int result = REAL(epoll_pwait2)(fd, events, room, span_given(&span, timeout), mask);
    span_end(&span, result == 0);
    return result;
}

WRAP(int, sigtimedwait, const sigset_t *restrict set, siginfo_t *restrict info,
     const struct timespec *restrict timeout)
{
    struct span span = span_of(true, timeout);
    int result = REAL(sigtimedwait)(set, info, span_given(&span, timeout));
    span_end(&span, result < 0 && errno == EAGAIN);
    return result;
}

/* --- timed System V and socket calls --- */

WRAP(int, semtimedop, int set, struct sembuf *operations, size_t count,
     const struct timespec *timeout)
{
    struct span span = span_of(true, timeout);
    long result = sys4(SYS_semtimedop, set, operations, count, span_given(&span, timeout));
    span_end(&span, result == -EAGAIN && span.length > 0);
    return (int)deliver(result);
}

/* The kernel leaves what remains in `timeout`, and looks at it after each message: recvmmsg(2). */
WRAP(int, recvmmsg, int fd, struct mmsghdr *messages, unsigned count, int flags,
     struct timespec *timeout)
{
    struct span span = span_of(true, timeout);
    struct timespec *given = span.changed ? &span.real : timeout;
    long result = cancellable(sys5(SYS_recvmmsg, fd, messages, count, flags, given));
    if (result >= 0 && given && span.length > 0) {
        *timeout = ns_timespec(clock_virtual_length(timespec_ns(given)));
        span_end(&span, timespec_ns(given) == 0);
    }
    return (int)deliver(result);
}
