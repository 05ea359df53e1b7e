#include "timers.h"
#include "clock.h"
#include "confine.h"
#include "banned.h"

/* One timer. `due` is on the real monotonic clock, `moment` and `interval` are virtual. */
struct timer {
    uint64_t key; /* 0: free */
    int64_t due;  /* INT64_MAX: not armed */
    int64_t moment;
    int64_t interval;
    int clock; /* of those of timer_create */
};

#define TIMERS 128
#define NEVER  INT64_MAX

static struct timer timers[TIMERS] SELDOM;
static uint32_t used; /* slots below this have been in use */
uint32_t timers_armed;

static int64_t get(const int64_t *value)
{
    return __atomic_load_n(value, __ATOMIC_RELAXED);
}

static void set(int64_t *value, int64_t to)
{
    __atomic_store_n(value, to, __ATOMIC_RELAXED);
}

static struct timer *find(uint64_t key)
{
    identity_check();
    uint32_t end = __atomic_load_n(&used, __ATOMIC_ACQUIRE);
    for (uint32_t i = 0; i < end; i++) {
        if (__atomic_load_n(&timers[i].key, __ATOMIC_RELAXED) == key)
            return &timers[i];
    }
    return NULL;
}

static void cover(uint32_t end)
{
    uint32_t now = __atomic_load_n(&used, __ATOMIC_RELAXED);
    while (now < end && !__atomic_compare_exchange_n(&used, &now, end, true, __ATOMIC_RELEASE,
                                                     __ATOMIC_RELAXED)) {
    }
}

/* NULL: more timers than we follow; they work, but do not move the clock. */
static struct timer *claim(uint64_t key)
{
    struct timer *known = find(key);
    for (uint32_t i = 0; i < TIMERS && !known; i++) {
        uint64_t nobody = 0;
        if (!__atomic_compare_exchange_n(&timers[i].key, &nobody, key, false, __ATOMIC_ACQUIRE,
                                         __ATOMIC_RELAXED))
            continue;
        known = &timers[i];
        set(&known->due, NEVER);
        cover(i + 1);
    }
    return known;
}

static void count_armed(int change)
{
    __atomic_add_fetch(&timers_armed, change, __ATOMIC_RELAXED);
    clock_look();
}

static void disarm(struct timer *timer)
{
    if (timer && __atomic_exchange_n(&timer->due, NEVER, __ATOMIC_RELAXED) != NEVER)
        count_armed(-1);
}

void timers_arm(uint64_t key, int64_t due, int64_t left, int64_t interval)
{
    struct timer *timer = claim(key);
    if (!timer)
        return;
    set(&timer->moment, clock_elapsed() + left);
    set(&timer->interval, interval);
    if (__atomic_exchange_n(&timer->due, due, __ATOMIC_RELAXED) == NEVER)
        count_armed(1);
}

static void forget(struct timer *timer)
{
    disarm(timer);
    if (timer)
        __atomic_store_n(&timer->key, 0, __ATOMIC_RELEASE);
}

void timers_stop(uint64_t key)
{
    disarm(find(key));
}

void timers_forget(uint64_t key)
{
    forget(find(key));
}

void timers_made(uint64_t key, int clock)
{
    struct timer *timer = claim(key);
    if (timer)
        timer->clock = clock;
}

int timers_clock(uint64_t key)
{
    struct timer *timer = find(key);
    return timer ? timer->clock : -1;
}

bool timers_left(uint64_t key, int64_t *left, int64_t *interval)
{
    struct timer *timer = find(key);
    if (!timer || get(&timer->due) == NEVER)
        return false;
    *left = get(&timer->moment) - clock_elapsed();
    *interval = get(&timer->interval);
    return true;
}

/* --- firing --- */

int64_t timers_real_now(void)
{
    struct timespec now = {0, 0};
    sys2(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    return timespec_ns(&now);
}

/* A descriptor may have been closed meanwhile, and be another file by now. */
static bool is_there(const struct timer *timer)
{
    struct itimerspec state;
    return timers_kind(timer->key) != TIMER_DESCRIPTOR ||
           sys2(SYS_timerfd_gettime, timer->key >> 2, &state) == 0;
}

static void fire(struct timer *timer, int64_t now)
{
    int64_t due = get(&timer->due), moment = get(&timer->moment);
    if (due > now || due == NEVER)
        return;
    int64_t interval = get(&timer->interval), period = clock_real_length(interval);
    int64_t more = period > 0 ? (now - due) / period : 0;
    int64_t next = period > 0 ? due + (more + 1) * period : NEVER;
    if (!__atomic_compare_exchange_n(&timer->due, &due, next, false, __ATOMIC_RELAXED,
                                     __ATOMIC_RELAXED))
        return; /* another thread saw it too, or set it anew */
    moment += more * interval;
    set(&timer->moment, moment + interval);
    if (next == NEVER)
        count_armed(-1);
    if (is_there(timer))
        clock_reach(moment);
    else
        forget(timer);
}

void timers_catch_up(void)
{
    if (confined())
        return;
    uint32_t end = __atomic_load_n(&used, __ATOMIC_ACQUIRE);
    int64_t now = timers_real_now();
    for (uint32_t i = 0; i < end; i++)
        fire(&timers[i], now);
}

void timers_after_fork(void)
{
    uint32_t end = __atomic_load_n(&used, __ATOMIC_RELAXED);
    for (uint32_t i = 0; i < end; i++) {
        if (timers[i].key && timers_kind(timers[i].key) != TIMER_DESCRIPTOR)
            forget(&timers[i]);
    }
}
