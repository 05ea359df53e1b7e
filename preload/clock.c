#include "clock.h"
#include "identity.h"
#include "banned.h"

/* Uptime the pinned monotonic clocks start with: long enough for programs that subtract. */
#define UPTIME (1000 * CLOCK_SECOND)
/* 404 days, 1 h, 1 min, 1 s: year, month, day, weekday and time of day all differ. */
#define VARY_OFFSET (34909261 * CLOCK_SECOND)

static struct run_clock fallback;
static struct run_clock *clock_here = &fallback; /* our slot in the shared page */
static int64_t cpu;                              /* nanoseconds of readings by this image */

static struct run_clock *slot(pid_t pid)
{
    if (!lib.shared || pid <= 0)
        return &fallback;
    return &lib.shared->clock[(uint32_t)pid % RUN_CLOCKS];
}

static int64_t get(const int64_t *value)
{
    return __atomic_load_n(value, __ATOMIC_RELAXED);
}

static void copy_clock(struct run_clock *to, const struct run_clock *from)
{
    __atomic_store_n(&to->elapsed, get(&from->elapsed), __ATOMIC_RELAXED);
    __atomic_store_n(&to->slept, get(&from->slept), __ATOMIC_RELAXED);
    __atomic_store_n(&to->readings, get(&from->readings), __ATOMIC_RELAXED);
}

void clock_init(void)
{
    clock_here = slot(identity.pid);
}

/* By how much the creation of a child moves its parent on: children start apart from each other. */
#define CHILD_STEP (CLOCK_SECOND / 1000)

void clock_before_child(void)
{
    struct thread *thread = thread_here();
    copy_clock(&thread->child_clock, clock_here);
    thread->child_clock_known = true;
    __atomic_add_fetch(&clock_here->elapsed, CHILD_STEP, __ATOMIC_RELAXED);
}

/* Where the child that is being created starts; one that was not announced: where we are. */
static const struct run_clock *child_clock(void)
{
    return thread_self.child_clock_known ? &thread_self.child_clock : clock_here;
}

void clock_after_fork(void)
{
    const struct run_clock *start = child_clock();
    clock_here = slot(identity.pid);
    copy_clock(clock_here, start);
    thread_self.child_clock_known = false;
}

void clock_hand_over(pid_t child)
{
    copy_clock(slot(child), child_clock());
}

bool clock_is_virtual(void)
{
    return lib.mode[SOURCE_time] >= MODE_PIN && lib.config->clock_kind == CLOCK_TICK;
}

int64_t clock_read(void)
{
    int64_t tick = lib.config->clock_tick;
    __atomic_add_fetch(&cpu, tick, __ATOMIC_RELAXED);
    int64_t elapsed = __atomic_add_fetch(&clock_here->elapsed, tick, __ATOMIC_RELAXED);
    return lib.config->clock_start + elapsed + get(&clock_here->slept);
}

int64_t clock_now(void)
{
    return lib.config->clock_start + get(&clock_here->elapsed) + get(&clock_here->slept);
}

void clock_advance(int64_t nanoseconds)
{
    if (nanoseconds > 0)
        __atomic_add_fetch(&clock_here->slept, nanoseconds, __ATOMIC_RELAXED);
}

static void reach(int64_t *value, int64_t goal)
{
    int64_t now = get(value);
    while (now < goal && !__atomic_compare_exchange_n(value, &now, goal, true, __ATOMIC_RELAXED,
                                                      __ATOMIC_RELAXED)) {
    }
}

void clock_join(pid_t child)
{
    if (!clock_is_virtual() || child <= 0)
        return;
    reach(&clock_here->slept, get(&slot(child)->slept));
    reach(&clock_here->readings, get(&slot(child)->readings));
}

static bool is_wall(int id)
{
    return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE || id == CLOCK_REALTIME_ALARM ||
           id == CLOCK_TAI;
}

bool clock_value(int id, int64_t now, int64_t *value)
{
    switch (id) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
    case CLOCK_REALTIME_ALARM:
    case CLOCK_TAI:
        *value = now;
        return true;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_BOOTTIME:
    case CLOCK_BOOTTIME_ALARM:
        *value = UPTIME + now - lib.config->clock_start;
        return true;
    case CLOCK_PROCESS_CPUTIME_ID:
    case CLOCK_THREAD_CPUTIME_ID:
        *value = __atomic_load_n(&cpu, __ATOMIC_RELAXED);
        return true;
    }
    return false; /* a device's or another process's clock */
}

/* What the nth varied reading adds; processes that run side by side are told apart by seconds. */
static int64_t dye(int id, int64_t nth)
{
    if (!is_wall(id))
        return nth * 1001003;
    int64_t spread = (int64_t)(hash_mix(identity.image, lib.config->vary_seed, 0) % 997);
    return VARY_OFFSET + spread * CLOCK_SECOND + nth * (CLOCK_SECOND + 1001003);
}

int64_t clock_dye(int id)
{
    return dye(id, __atomic_add_fetch(&clock_here->readings, 1, __ATOMIC_RELAXED));
}

/*
 * A deadline computed from a varied reading is as far ahead as that was.  When single call sites
 * are varied only its distance can tell.
 */
static int64_t without_dye(int id, int64_t left)
{
    int64_t latest = dye(id, get(&clock_here->readings));
    bool dyed = lib.mode[SOURCE_time] == MODE_VARY;
    if (!dyed && lib.config->units && is_wall(id))
        dyed = left > VARY_OFFSET / 2;
    if (!dyed)
        return left;
    return left > latest ? left - latest : 0;
}

bool clock_left(int id, const struct timespec *deadline, int64_t *left)
{
    int64_t shown;
    if (!clock_is_virtual() || !clock_value(id, clock_now(), &shown))
        return false;
    *left = without_dye(id, timespec_ns(deadline) - shown);
    return true;
}

struct timespec clock_deadline(int id, const struct timespec *deadline)
{
    int64_t left;
    struct timespec real;
    if (clock_left(id, deadline, &left) && sys2(SYS_clock_gettime, id, &real) == 0)
        return ns_timespec(timespec_ns(&real) + left);
    bool shifted = lib.mode[SOURCE_time] >= MODE_PIN && is_wall(id) && !clock_is_virtual();
    return shifted ? ns_timespec(timespec_ns(deadline) - lib.config->clock_offset) : *deadline;
}
