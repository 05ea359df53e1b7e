/*
 * Timeouts and deadlines in both worlds: what the program asked for on the virtual clock, what the
 * kernel is given, and how far the clock has moved on when nothing came.
 *
 *     struct span span = span_of(true, timeout);
 *     int result = REAL(...)(..., span_given(&span, timeout));
 *     span_end(&span, result == 0);
 */
#ifndef PARIBUS_WAITS_H
#define PARIBUS_WAITS_H

#include <time.h>
#include "lib.h"

/* A length of time. */
struct span {
    int64_t length; /* virtual; 0: none */
    int64_t from;   /* where the clock stood when the wait began */
    struct timespec real;
    bool changed; /* `real` is to be given in place of the program's */
};

/* `waits` says whether there is anything to wait for but time. */
struct span span_begin(bool waits, int64_t length);
struct span span_of(bool waits, const struct timespec *timeout);
const struct timespec *span_given(const struct span *span, const struct timespec *timeout);

/* In milliseconds, rounded up, as poll(2) rounds. */
int span_milliseconds(const struct span *span, int timeout);

/* When nothing came, all of it has passed. */
void span_end(const struct span *span, bool nothing_came);

/* A point in time. */
struct deadline {
    int64_t left; /* virtual time until then, when the wait began */
    int64_t from; /* where the clock stood then */
    struct timespec real;
    bool changed;
};

struct deadline deadline_begin(int id, const struct timespec *given);
void deadline_end(const struct deadline *deadline, bool expired);

static inline const struct timespec *deadline_given(const struct deadline *deadline,
                                                    const struct timespec *given)
{
    return deadline->changed ? &deadline->real : given;
}

#endif
