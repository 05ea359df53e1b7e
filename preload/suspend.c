/*
 * aio_suspend(3) and gai_suspend(3): libc turns their timeout into a deadline with the clock we
 * show, and then waits for it on the real one.  So when these differ we do the waiting, looking
 * every now and then; libc's own notification is out of reach.
 */
#include "clock.h"
#include "real.h"
#include "waits.h"
#include "wrap.h"
#include "banned.h"
#include <aio.h>
#include <netdb.h>

#define PAUSE 1000000 /* a millisecond: what a result may be late */

typedef int error_function(const void *request);

static bool one_is_done(const void *const list[], int count, error_function *error, int pending)
{
    for (int i = 0; i < count; i++) {
        if (list[i] && error(list[i]) != pending)
            return true;
    }
    return false;
}

/* 0: one is done; -EAGAIN: time is up; -EINTR. */
static long look_until(const void *const list[], int count, error_function *error, int pending,
                       int64_t length)
{
    struct timespec start, now;
    sys2(SYS_clock_gettime, CLOCK_MONOTONIC, &start);
    for (;;) {
        struct timespec pause = {0, PAUSE};
        if (one_is_done(list, count, error, pending))
            return 0;
        sys2(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
        int64_t left = length - (timespec_ns(&now) - timespec_ns(&start));
        if (left <= 0)
            return -EAGAIN;
        if (left < PAUSE)
            pause.tv_nsec = left;
        long result = cancellable(sys4(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &pause, 0));
        if (result != 0)
            return result;
    }
}

static bool is_ours(const struct timespec *timeout)
{
    return timeout && timespec_is_valid(timeout) && timeout->tv_sec >= 0 && lib.ready &&
           (clock_is_virtual() || clock_is_stretched() || clock_stands());
}

static long suspend(const void *const list[], int count, error_function *error, int pending,
                    const struct timespec *timeout)
{
    struct span span = span_of(true, timeout);
    int64_t length = clock_real_length(timespec_ns(timeout));
    long result = look_until(list, count, error, pending, length);
    span_end(&span, result == -EAGAIN);
    return result;
}

WRAP_UNCHECKED(int, aio_suspend, const struct aiocb *const list[], int count,
               const struct timespec *restrict timeout)
{
    if (!is_ours(timeout))
        return REAL_AS(__typeof__(&wrap_aio_suspend), aio_suspend)(list, count, timeout);
    error_function *error = REAL_AS(error_function *, aio_error);
    return (int)deliver(suspend((const void *const *)list, count, error, EINPROGRESS, timeout));
}
WRAP_ALIAS(aio_suspend64, aio_suspend)

WRAP_UNCHECKED(int, gai_suspend, const struct gaicb *const list[], int count,
               const struct timespec *timeout)
{
    if (!is_ours(timeout))
        return REAL_AS(__typeof__(&wrap_gai_suspend), gai_suspend)(list, count, timeout);
    error_function *error = REAL_AS(error_function *, gai_error);
    long result = suspend((const void *const *)list, count, error, EAI_INPROGRESS, timeout);
    return result == -EAGAIN ? EAI_AGAIN : result == -EINTR ? EAI_INTR : 0;
}
