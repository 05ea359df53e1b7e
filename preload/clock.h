/*
 * The virtual clock of this process: nanoseconds it has moved on since the tree started.
 * It lives in the shared page under our pid, so that exec keeps it and a parent can catch up with a
 * child it waited for.  Turns it into what each POSIX clock reads, and lengths of time from virtual
 * to real ones: clock_gettime(2).
 */
#ifndef PARIBUS_CLOCK_H
#define PARIBUS_CLOCK_H

#include <sys/types.h>
#include <time.h>
#include "identity.h"
#include "lib.h"

#define CLOCK_SECOND 1000000000LL

/* `side_by_side`: whether we create children in no order that means anything, see jobs.h. */
void clock_init(bool side_by_side);

/*
 * Around the creation of a child: it starts where we are now, and we move on a little.  Side by
 * side all start where we began, apart by `key`, which is the same in every run; 0: it is not
 * known.
 */
void clock_before_child(uint64_t key);
void clock_after_fork(pid_t creator);

/* Whether `time` is answered from the virtual clock: pinned or varied, and not the running kind. */
bool clock_is_virtual(void);

/* Whether it is answered from the real clock, moved. */
bool clock_is_moved(void);

/* One reading: moves the clock on by a tick; nanoseconds since the epoch. */
int64_t clock_read(void);

/* The clock as it stands, without a tick; and the same since the tree started. */
int64_t clock_now(void);
int64_t clock_elapsed(void);

/*
 * A sleep or a wait of that length ended, which began when `from` had elapsed: threads that wait
 * side by side wait no longer than one.  A child that ended was that far.
 */
void clock_waited(int64_t from, int64_t nanoseconds);
void clock_join(pid_t child);

/* For the runner: how a child that was waited for ended; status as of waitpid(2). */
void clock_note_end(pid_t child, int status);

/* It is now at least that long since the tree started. */
void clock_reach(int64_t elapsed);

/* Before a child that shares our memory execs: its clock starts at ours. */
void clock_hand_over(pid_t child);

/* Clocks that pass by themselves, unlike those of CPU time and of devices; and those of dates, of
 * uptime. */
bool clock_is_steady(int id);
bool clock_is_wall(int id);
bool clock_is_uptime(int id);

/* What clock `id` shows at the virtual time `now`; false: a clock we leave to the kernel. */
bool clock_value(int id, int64_t now, int64_t *value);

/* Of the kernel's own clock. */
int64_t clock_real_reading(int id);

/* From a reading of the real clock to the moved one, and back. */
int64_t clock_from_real(int id, int64_t real);
int64_t clock_to_real(int id, int64_t shown);

/* What a varied reading adds: grows along every chain of processes, unique along it. */
int64_t clock_dye(int id);

/* How far away a point on virtual clock `id` is; false: that clock is not virtual. */
bool clock_left(int id, const struct timespec *deadline, int64_t *left);

/* From a point on virtual clock `id` to the same distance away on the real one. */
struct timespec clock_deadline(int id, const struct timespec *deadline);

/* Whether the moved clock stands still. */
bool clock_stands(void);

/* Whether virtual and real time pass at different rates; how long one lasts in the other. */
bool clock_is_stretched(void);
int64_t clock_real_length(int64_t length);
int64_t clock_virtual_length(int64_t length);

/* Whether waits for nothing but time are left out; the clock is to be moved on all the same. */
bool clock_skips(void);

/*
 * The plain case, which programs meet millions of times: pinned, ticking, nothing to write down, no
 * timer running and the last reading a moment ago: nothing speaks against it.  `here` is our slot
 * in the shared page.
 */
#define CLOCK_SPECIAL (1u << 31) /* the settings speak against it */
struct clock_plain {
    uint32_t against; /* CLOCK_SPECIAL, and how many timers are running */
    struct run_clock *here;
    int64_t tick;
    int64_t start;        /* what the wall clock adds to the time elapsed */
    int64_t uptime;       /* what the monotonic clock adds */
    const uint64_t *beat; /* real time in the shared page, and where it stood when we last looked */
    uint64_t seen;
    uint32_t longer; /* readings in a row, each after a longer time than the one before */
};
extern struct clock_plain clock_plain;

static inline bool clock_is_plain(void)
{
    return likely(__atomic_load_n(&clock_plain.against, __ATOMIC_RELAXED) == 0) &&
           likely(identity_alive) &&
           likely(__atomic_load_n(clock_plain.beat, __ATOMIC_RELAXED) == clock_plain.seen);
}

/* Who opens files or creates processes does not work against the clock alone. */
static inline void clock_other_work(void)
{
    if (unlikely(clock_plain.longer))
        clock_plain.longer = 0;
}

/* libc's word for it; not there in older ones and in musl. */
extern char __libc_single_threaded __attribute__((weak));

/* A locked addition costs more than all the rest of a reading: alone, we need none. */
static inline int64_t clock_add(int64_t *value, int64_t amount)
{
    if (&__libc_single_threaded && __libc_single_threaded)
        return arch_add_alone(value, amount);
    return __atomic_add_fetch(value, amount, __ATOMIC_RELAXED);
}

/* A tick; nanoseconds since the tree started. */
static inline int64_t clock_tick(void)
{
    int64_t elapsed = clock_add(&clock_plain.here->elapsed, clock_plain.tick);
    return elapsed + __atomic_load_n(&clock_plain.here->slept, __ATOMIC_RELAXED);
}

/* Times beyond what 64 bits hold stand for ever. */
static inline int64_t timespec_ns(const struct timespec *t)
{
    int64_t ns;
    bool fits = !__builtin_mul_overflow(t->tv_sec, CLOCK_SECOND, &ns) &&
                !__builtin_add_overflow(ns, t->tv_nsec, &ns);
    return fits ? ns : t->tv_sec < 0 ? INT64_MIN : INT64_MAX;
}

static inline struct timespec ns_timespec(int64_t ns)
{
    int64_t seconds = ns / CLOCK_SECOND - (ns % CLOCK_SECOND < 0);
    return (struct timespec){seconds, ns - seconds * CLOCK_SECOND};
}

static inline bool timespec_is_valid(const struct timespec *t)
{
    return t->tv_nsec >= 0 && t->tv_nsec < CLOCK_SECOND;
}

#endif
