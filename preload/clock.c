#include "clock.h"
#include "faketime.h"
#include "faketime_shared.h"
#include "identity.h"
#include "timers.h"
#include "banned.h"

/* Uptime the pinned monotonic clocks start with: long enough for programs that subtract. */
#define UPTIME (1000 * CLOCK_SECOND)

static struct run_clock fallback;
static int64_t born;   /* where `elapsed` stood when this process began, children not counted */
static int64_t common; /* where children that run side by side start; 0: one after the other */

static const uint64_t no_beat;
struct clock_plain clock_plain = {.against = CLOCK_SPECIAL, .here = &fallback, .beat = &no_beat};

static struct run_clock *slot(pid_t pid)
{
    if (lib.alone)
        return &faketime_shared->clock;
    if (!lib.shared || pid <= 0)
        return &fallback;
    return &lib.shared->clock[(uint32_t)pid % RUN_CLOCKS];
}

static int64_t get(const int64_t *value)
{
    return __atomic_load_n(value, __ATOMIC_RELAXED);
}

/* Ours; of a child that has done nothing so far not its creator's. */
static struct run_clock *here(void)
{
    identity_check();
    return clock_plain.here;
}

/* --- where it stands --- */

/* `creator`, the process that creates the owner of `to`, knows by it that what it finds is its. */
static void copy_clock(struct run_clock *to, const struct run_clock *from, pid_t creator)
{
    __atomic_store_n(&to->creator, creator, __ATOMIC_RELAXED);
    __atomic_store_n(&to->elapsed, get(&from->elapsed), __ATOMIC_RELAXED);
    __atomic_store_n(&to->slept, get(&from->slept), __ATOMIC_RELAXED);
    __atomic_store_n(&to->readings, get(&from->readings), __ATOMIC_RELAXED);
}

/* By how much the creation of a child moves its parent on: children start apart from each other. */
#define CHILD_STEP (CLOCK_SECOND / 1000)

static int64_t to_next_step(int64_t elapsed)
{
    return CHILD_STEP - elapsed % CHILD_STEP;
}

void clock_init(bool side_by_side)
{
    clock_plain.here = slot(identity.pid);
    born = get(&clock_plain.here->elapsed);
    common = side_by_side && !lib.alone ? born + to_next_step(born) : 0;
    bool plain = lib.mode[SOURCE_time] == MODE_PIN && clock_is_virtual() && !lib.watch &&
                 !lib.config->follow[0] && !lib.alone;
    if (lib.shared && !lib.alone)
        clock_plain.beat = &lib.shared->beat;
    clock_plain.seen = __atomic_load_n(clock_plain.beat, __ATOMIC_RELAXED);
    clock_plain.tick = lib.config->clock_tick;
    clock_plain.start = lib.config->clock_start;
    clock_plain.uptime = UPTIME;
    if (plain)
        __atomic_and_fetch(&clock_plain.against, ~CLOCK_SPECIAL, __ATOMIC_RELAXED);
}

/* On to the next whole step: how often the parent looked at the clock since the last one depends,
 * in `make -j`, on which of its children ended first, and its children shall not show it.
 */
static void move_to_next_step(void)
{
    int64_t now = get(&clock_plain.here->elapsed), step;
    do {
        step = to_next_step(now);
    } while (!__atomic_compare_exchange_n(&clock_plain.here->elapsed, &now, now + step, true,
                                          __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    __atomic_add_fetch(&born, step, __ATOMIC_RELAXED);
}

void clock_before_child(uint64_t key)
{
    struct thread *thread = thread_here();
    clock_other_work();
    if (lib.alone)
        return;
    if (!common)
        move_to_next_step();
    copy_clock(&thread->child_clock, clock_plain.here, 0);
    if (common)
        thread->child_clock.elapsed = common + (int64_t)(key % 1000) * 1000;
    thread->child_clock_known = true;
}

/* Where the child that is being created starts; one that was not announced: where we are. */
static const struct run_clock *child_clock(void)
{
    return thread_self.child_clock_known ? &thread_self.child_clock : clock_plain.here;
}

void clock_after_fork(pid_t creator)
{
    if (lib.alone)
        faketime_after_fork();
    const struct run_clock *start = child_clock();
    clock_plain.here = slot(identity.pid);
    copy_clock(clock_plain.here, start, creator);
    thread_self.child_clock_known = false;
    common = 0;
    born = get(&clock_plain.here->elapsed);
    timers_after_fork();
}

void clock_hand_over(pid_t child)
{
    copy_clock(slot(child), child_clock(), identity.pid);
}

bool clock_is_virtual(void)
{
    return lib.mode[SOURCE_time] >= MODE_PIN && lib.config->clock_kind == CLOCK_TICK;
}

bool clock_is_moved(void)
{
    return lib.mode[SOURCE_time] >= MODE_PIN && lib.config->clock_kind == CLOCK_RUN;
}

/*
 * Who measures how much it can do in a second does more and more until a clock has moved on by as
 * much, gpg(1), python's timeit: one that ticks by its readings never would.  So one that was read
 * again and again after one and a half times to four times the real time, with nothing else in
 * between, leaps, each time further.  One step may be odd: what else the machine does begins and
 * ends.  What such programs find out is different in every run by nature.
 */
#define LONGER_STEPS 4
#define LONG_ENOUGH  (1000 / RUN_BEAT)
static struct {
    uint64_t beats; /* real time between the last two readings that were apart */
    unsigned brief, odd, leaps;
} effort SELDOM;

static void leap(void)
{
    clock_add(&clock_plain.here->elapsed, CLOCK_SECOND << (effort.leaps < 20 ? effort.leaps : 20));
    effort.leaps++;
    effort.odd = 0;
    count(leaps);
}

/* Readings side by side, over the edge of a beat, are part of an effort; a rhythm is none. */
static void be_brief(void)
{
    if (++effort.brief > 2)
        clock_plain.longer = 0;
}

static void compare_with_last(uint64_t beats)
{
    bool longer = beats * 2 >= effort.beats * 3 && beats <= (effort.beats + 1) * 4;
    bool odd = !longer && beats * 2 >= effort.beats && beats <= (effort.beats + 1) * 8;
    if (longer) {
        clock_plain.longer++;
    } else if (!odd || !clock_plain.longer || effort.odd++) {
        clock_plain.longer = 0;
        effort.odd = 0;
    }
    effort.beats = beats;
    effort.brief = 0;
}

/* A reading: how long after the one before. */
static void notice_effort(void)
{
    uint64_t now = __atomic_load_n(clock_plain.beat, __ATOMIC_RELAXED);
    uint64_t beats = now - clock_plain.seen;
    if (likely(beats == 0))
        return;
    clock_plain.seen = now;
    if (beats == 1) {
        be_brief();
        return;
    }
    compare_with_last(beats);
    if (clock_plain.longer >= LONGER_STEPS && beats >= LONG_ENOUGH)
        leap();
}

int64_t clock_read(void)
{
    if (unlikely(timers_are_armed()))
        timers_catch_up();
    notice_effort();
    return lib.config->clock_start + clock_tick();
}

int64_t clock_elapsed(void)
{
    return get(&here()->elapsed) + get(&here()->slept);
}

int64_t clock_now(void)
{
    if (unlikely(timers_are_armed()))
        timers_catch_up();
    return lib.config->clock_start + clock_elapsed();
}

static void reach(int64_t *value, int64_t goal)
{
    int64_t now = get(value);
    while (
        now < goal && !lib.alone &&
        !__atomic_compare_exchange_n(value, &now, goal, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
}

void clock_reach(int64_t elapsed)
{
    reach(&here()->slept, elapsed - get(&here()->elapsed));
}

void clock_waited(int64_t from, int64_t nanoseconds)
{
    int64_t until;
    if (nanoseconds > 0 && !__builtin_add_overflow(from, nanoseconds, &until))
        clock_reach(until);
}

void clock_join(pid_t child)
{
    const struct run_clock *theirs = slot(child);
    if (!clock_is_virtual() || child <= 0 ||
        __atomic_load_n(&theirs->creator, __ATOMIC_RELAXED) != identity.pid)
        return;
    reach(&here()->slept, get(&theirs->slept));
    reach(&here()->readings, get(&theirs->readings));
}

void clock_note_end(pid_t child, int status)
{
    if (lib.watch && !lib.alone) /* else nobody will ask */
        __atomic_store_n(&slot(child)->ended, RUN_ENDED | (uint32_t)status, __ATOMIC_RELAXED);
}

/* --- what the clocks read --- */

bool clock_is_wall(int id)
{
    return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE || id == CLOCK_REALTIME_ALARM ||
           id == CLOCK_TAI;
}

bool clock_is_uptime(int id)
{
    return id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_RAW || id == CLOCK_MONOTONIC_COARSE ||
           id == CLOCK_BOOTTIME || id == CLOCK_BOOTTIME_ALARM;
}

bool clock_is_steady(int id)
{
    return clock_is_wall(id) || clock_is_uptime(id);
}

/* Those of a process or thread, by its id, are negative: clock_getcpuclockid(3). */
static bool is_cpu(int id)
{
    bool device = (id & 3) == 3;
    return id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID || (id < 0 && !device);
}

/* A followed file's time takes the place of the clock's start: that it is now. */
static int64_t wall_start(void)
{
    struct stat status;
    if (likely(!lib.config->follow[0]) ||
        sys4(SYS_newfstatat, AT_FDCWD, lib.config->follow, &status, 0) != 0)
        return lib.config->clock_start;
    return timespec_ns(&status.st_mtim);
}

bool clock_value(int id, int64_t now, int64_t *value)
{
    if (clock_is_wall(id))
        *value = now - lib.config->clock_start + wall_start();
    else if (clock_is_uptime(id) && !(lib.config->flags & RUN_FLAG_WALL))
        *value = UPTIME + now - lib.config->clock_start;
    else if (is_cpu(id))
        *value = get(&here()->elapsed) - get(&born);
    else
        return false; /* a device's */
    return true;
}
