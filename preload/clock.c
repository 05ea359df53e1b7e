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
    __atomic_store_n(&to->readings, get(&from->readings), __ATOMIC_RELAXED);
}

void clock_init(void)
{
    clock_here = slot(identity.pid);
}

void clock_after_fork(void)
{
    const struct run_clock *parent = clock_here;
    clock_here = slot(identity.pid);
    copy_clock(clock_here, parent);
}

void clock_hand_over(pid_t child)
{
    copy_clock(slot(child), clock_here);
}

bool clock_is_virtual(void)
{
    return lib.mode[SOURCE_time] >= MODE_PIN && lib.config->clock_kind == CLOCK_TICK;
}

int64_t clock_read(void)
{
    int64_t tick = lib.config->clock_tick;
    __atomic_add_fetch(&cpu, tick, __ATOMIC_RELAXED);
    return lib.config->clock_start +
           __atomic_add_fetch(&clock_here->elapsed, tick, __ATOMIC_RELAXED);
}

int64_t clock_now(void)
{
    return lib.config->clock_start + get(&clock_here->elapsed);
}

void clock_advance(int64_t nanoseconds)
{
    if (nanoseconds > 0)
        __atomic_add_fetch(&clock_here->elapsed, nanoseconds, __ATOMIC_RELAXED);
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
    reach(&clock_here->elapsed, get(&slot(child)->elapsed));
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

/*
 * Wall clocks: far away, and a second more per reading.  The others: a millisecond per reading, so
 * that no deadline computed from them moves away.
 */
int64_t clock_dye(int id)
{
    int64_t nth = __atomic_add_fetch(&clock_here->readings, 1, __ATOMIC_RELAXED);
    return is_wall(id) ? VARY_OFFSET + nth * (CLOCK_SECOND + 1001003) : nth * 1001003;
}

struct timespec clock_deadline(int id, const struct timespec *deadline)
{
    int64_t value = timespec_ns(deadline);
    if (clock_is_virtual()) {
        int64_t shown;
        struct timespec real;
        if (!clock_value(id, clock_now(), &shown) || sys2(SYS_clock_gettime, id, &real) != 0)
            return *deadline;
        return ns_timespec(timespec_ns(&real) + (value - shown));
    }
    bool shifted = lib.mode[SOURCE_time] >= MODE_PIN && is_wall(id);
    return shifted ? ns_timespec(value - lib.config->clock_offset) : *deadline;
}
