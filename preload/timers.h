/*
 * Timers that are running: a timer that fires moves the virtual clock on to the moment it was set
 * for, so that who waits for it finds the time come.  What is left of one is read from there too.
 * Knows timerfd_create(2), timer_create(2) and setitimer(2).
 */
#ifndef PARIBUS_TIMERS_H
#define PARIBUS_TIMERS_H

#include "clock.h"
#include "lib.h"

static inline bool timers_are_armed(void)
{
    identity_check(); /* a forked child has none */
    return (__atomic_load_n(&clock_plain.against, __ATOMIC_RELAXED) & ~CLOCK_SPECIAL) != 0;
}

/* Looks which have fired since: asks the kernel for the time. */
void timers_catch_up(void);

/* Timers are not inherited, but their descriptors are: fork(2). */
void timers_after_fork(void);

/* A timer's name: what it is, and its number there. */
enum timer_kind { TIMER_DESCRIPTOR = 1, TIMER_POSIX = 2, TIMER_ALARM = 3 };

static inline uint64_t timers_key(enum timer_kind kind, uintptr_t id)
{
    return (uint64_t)id << 2 | kind;
}

static inline enum timer_kind timers_kind(uint64_t key)
{
    return (enum timer_kind)(key & 3);
}

/*
 * `due` is on the real monotonic clock, `left` and `interval` are virtual.  There are more timers
 * than we follow: those work, but do not move the clock.
 */
void timers_arm(uint64_t key, int64_t due, int64_t left, int64_t interval);
void timers_stop(uint64_t key);
bool timers_left(uint64_t key, int64_t *left, int64_t *interval); /* false: not running */

/* Those of timer_create have a clock, -1: unknown. */
void timers_made(uint64_t key, int clock);
int timers_clock(uint64_t key);
void timers_forget(uint64_t key);

int64_t timers_real_now(void);

/* By number, for syscall(2): the kernel's ids are plain numbers; raw result. */
long timers_create_by_number(int clock, void *event, int *id);

#endif
