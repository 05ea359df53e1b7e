/*
 * Waits until a point in time: it is as far away on the real clock as on the virtual one, and when
 * nothing else came the clock has moved on to it.  The waiting itself is libc's.
 */
#include "clock.h"
#include "real.h"
#include "waits.h"
#include "wrap.h"
#include "banned.h"
#include <mqueue.h>

struct deadline deadline_begin(int id, const struct timespec *given)
{
    struct deadline d = {.changed = false};
    bool pinned = lib.ready && lib.mode[SOURCE_time] >= MODE_PIN;
    if (!given || !pinned || !timespec_is_valid(given))
        return d;
    d.from = clock_elapsed();
    d.real = clock_deadline(id, given);
    d.changed = true;
    if (!clock_left(id, given, &d.left))
        d.left = 0;
    return d;
}
void deadline_end(const struct deadline *d, bool expired)
{
    if (expired && lib.ready && clock_is_virtual())
        clock_waited(d->from, d->left);
}

/* Functions that return ETIMEDOUT: the object, maybe a clock, the deadline. */
#define DEADLINE_CALL(name, type, clock_of)                                                        \
    WRAP(int, name, type object, const struct timespec *restrict time)                             \
    {                                                                                              \
        struct deadline d = deadline_begin(clock_of(object), time);                                \
        int result = REAL(name)(object, deadline_given(&d, time));                                 \
        deadline_end(&d, result == ETIMEDOUT);                                                     \
        return result;                                                                             \
    }
#define DEADLINE_CLOCK_CALL(name, type)                                                            \
    WRAP(int, name, type object, clockid_t id, const struct timespec *restrict time)               \
    {                                                                                              \
        struct deadline d = deadline_begin(id, time);                                              \
        int result = REAL(name)(object, id, deadline_given(&d, time));                             \
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
    struct deadline d = deadline_begin(condition_clock(condition), time);
    int result = REAL(pthread_cond_timedwait)(condition, mutex, deadline_given(&d, time));
    deadline_end(&d, result == ETIMEDOUT);
    return result;
}

WRAP(int, pthread_cond_clockwait, pthread_cond_t *restrict condition,
     pthread_mutex_t *restrict mutex, clockid_t id, const struct timespec *restrict time)
{
    struct deadline d = deadline_begin(id, time);
    int result = REAL(pthread_cond_clockwait)(condition, mutex, id, deadline_given(&d, time));
    deadline_end(&d, result == ETIMEDOUT);
    return result;
}

WRAP(int, pthread_timedjoin_np, pthread_t thread, void **value, const struct timespec *time)
{
    struct deadline d = deadline_begin(CLOCK_REALTIME, time);
    int result = REAL(pthread_timedjoin_np)(thread, value, deadline_given(&d, time));
    deadline_end(&d, result == ETIMEDOUT);
    return result;
}

WRAP(int, pthread_clockjoin_np, pthread_t thread, void **value, clockid_t id,
     const struct timespec *time)
{
    struct deadline d = deadline_begin(id, time);
    int result = REAL(pthread_clockjoin_np)(thread, value, id, deadline_given(&d, time));
    deadline_end(&d, result == ETIMEDOUT);
    return result;
}

WRAP(int, cnd_timedwait, cnd_t *restrict condition, mtx_t *restrict mutex,
     const struct timespec *restrict time)
{
    struct deadline d = deadline_begin(CLOCK_REALTIME, time);
    int result = REAL(cnd_timedwait)(condition, mutex, deadline_given(&d, time));
    deadline_end(&d, result == thrd_timedout);
    return result;
}

WRAP(int, mtx_timedlock, mtx_t *restrict mutex, const struct timespec *restrict time)
{
    struct deadline d = deadline_begin(CLOCK_REALTIME, time);
    int result = REAL(mtx_timedlock)(mutex, deadline_given(&d, time));
    deadline_end(&d, result == thrd_timedout);
    return result;
}

/* Functions that set errno to ETIMEDOUT. */
WRAP(int, sem_timedwait, sem_t *restrict semaphore, const struct timespec *restrict time)
{
    struct deadline d = deadline_begin(CLOCK_REALTIME, time);
    int result = REAL(sem_timedwait)(semaphore, deadline_given(&d, time));
    deadline_end(&d, result < 0 && errno == ETIMEDOUT);
    return result;
}

WRAP(int, sem_clockwait, sem_t *restrict semaphore, clockid_t id,
     const struct timespec *restrict time)
{
    struct deadline d = deadline_begin(id, time);
    int result = REAL(sem_clockwait)(semaphore, id, deadline_given(&d, time));
    deadline_end(&d, result < 0 && errno == ETIMEDOUT);
    return result;
}

WRAP(int, mq_timedsend, mqd_t queue, const char *message, size_t size, unsigned priority,
     const struct timespec *time)
{
    struct deadline d = deadline_begin(CLOCK_REALTIME, time);
    int result = REAL(mq_timedsend)(queue, message, size, priority, deadline_given(&d, time));
    deadline_end(&d, result < 0 && errno == ETIMEDOUT);
    return result;
}

WRAP(ssize_t, mq_timedreceive, mqd_t queue, char *restrict message, size_t size,
     unsigned *restrict priority, const struct timespec *restrict time)
{
    struct deadline d = deadline_begin(CLOCK_REALTIME, time);
    ssize_t result =
        REAL(mq_timedreceive)(queue, message, size, priority, deadline_given(&d, time));
    deadline_end(&d, result < 0 && errno == ETIMEDOUT);
    return result;
}
