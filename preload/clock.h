/*
 * The virtual clock of this process: nanoseconds it has moved on since the tree started.
 * It lives in the shared page under our pid, so that exec keeps it and a parent can catch up with a
 * child it waited for.  Turns it into what each POSIX clock reads: clock_gettime(2).
 */
#ifndef PARIBUS_CLOCK_H
#define PARIBUS_CLOCK_H

#include <sys/types.h>
#include <time.h>
#include "lib.h"

#define CLOCK_SECOND 1000000000LL

void clock_init(void);

/* Around the creation of a child: it starts where we are now, and we move on a little. */
void clock_before_child(void);
void clock_after_fork(void);

/* Whether `time` is answered from the virtual clock: pinned or varied, and not the running kind. */
bool clock_is_virtual(void);

/* One reading: moves the clock on by a tick; nanoseconds since the epoch. */
int64_t clock_read(void);

/* The clock as it stands, without a tick. */
int64_t clock_now(void);

/* A sleep or a wait of that length ended; a child that ended was that far. */
void clock_advance(int64_t nanoseconds);
void clock_join(pid_t child);

/* Before a child that shares our memory execs: its clock starts at ours. */
void clock_hand_over(pid_t child);

/* What clock `id` shows at the virtual time `now`; false: a clock we leave to the kernel. */
bool clock_value(int id, int64_t now, int64_t *value);

/* What a varied reading adds: grows along every chain of processes, unique along it. */
int64_t clock_dye(int id);

/* How far away a point on virtual clock `id` is; false: that clock is not virtual. */
bool clock_left(int id, const struct timespec *deadline, int64_t *left);

/* From a point on virtual clock `id` to the same distance away on the real one. */
struct timespec clock_deadline(int id, const struct timespec *deadline);

static inline int64_t timespec_ns(const struct timespec *t)
{
    return t->tv_sec * CLOCK_SECOND + t->tv_nsec;
}

static inline struct timespec ns_timespec(int64_t ns)
{
    int64_t seconds = ns / CLOCK_SECOND - (ns % CLOCK_SECOND < 0);
    return (struct timespec){seconds, ns - seconds * CLOCK_SECOND};
}

#endif
