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

#define TIMERS   128
#define NEVER    INT64_MAX
#define CHANGING (INT64_MAX - 1) /* armed, but somebody is just writing down for when */
#define LATEST   (INT64_MAX - 2)
#define PATIENCE 2000

static struct timer timers[TIMERS] SELDOM;
static uint32_t used; /* slots below this have been in use */

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

/* A descriptor may have been closed meanwhile, and be another file by now. */
static bool is_there(const struct timer *timer)
{
    struct itimerspec state;
    uint64_t key = __atomic_load_n(&timer->key, __ATOMIC_RELAXED);
    return timers_kind(key) != TIMER_DESCRIPTOR || sys2(SYS_timerfd_gettime, key >> 2, &state) == 0;
}

/* A slot that nobody has, or one of a descriptor that is no more. */
static bool take(struct timer *timer, bool old, uint64_t key)
{
    uint64_t owner = old ? __atomic_load_n(&timer->key, __ATOMIC_RELAXED) : 0;
    if (old && (get(&timer->due) != NEVER || is_there(timer)))
        return false;
    return __atomic_compare_exchange_n(&timer->key, &owner, key, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

/* NULL: more timers than we follow; they work, but do not move the clock. */
static struct timer *claim(uint64_t key)
{
    struct timer *known = find(key);
    for (uint32_t i = 0; i < 2 * TIMERS && !known; i++) {
        if (!take(&timers[i % TIMERS], i >= TIMERS, key))
            continue;
        known = &timers[i % TIMERS];
        set(&known->due, NEVER);
        cover(i % TIMERS + 1);
    }
    return known;
}

/* False: another thread was there before. */
static bool settle(struct timer *timer, int64_t from, int64_t due)
{
    return __atomic_compare_exchange_n(&timer->due, &from, due, false, __ATOMIC_ACQ_REL,
                                       __ATOMIC_ACQUIRE);
}

/* Nobody else changes it then; who holds it since long was interrupted, or is gone. */
static int64_t hold(struct timer *timer)
{
    int64_t before = get(&timer->due);
    for (int tries = 0; before == CHANGING && tries < PATIENCE; tries++)
        before = get(&timer->due);
    while (!__atomic_compare_exchange_n(&timer->due, &before, CHANGING, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_RELAXED)) {
    }
    return before;
}

static void count_armed(int change)
{
    __atomic_add_fetch(&clock_plain.against, change, __ATOMIC_ACQ_REL);
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
    int64_t before = hold(timer);
    set(&timer->moment, clock_elapsed() + left);
    set(&timer->interval, interval);
    if (before == NEVER)
        count_armed(1);
    settle(timer, CHANGING, due < LATEST ? due : LATEST);
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

/* The clock is moved on first: who finds that a timer has fired finds the clock there, too. */
static void fire(struct timer *timer, int64_t now)
{
    int64_t due = __atomic_load_n(&timer->due, __ATOMIC_ACQUIRE);
    if (due > now)
        return;
    int64_t moment = get(&timer->moment), interval = get(&timer->interval);
    int64_t period = clock_real_length(interval);
    int64_t more = period > 0 ? (now - due) / period : 0;
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    if (get(&timer->due) != due)
        return; /* another thread saw it too, or sets it anew */
    bool there = is_there(timer), again = there && period > 0;
    if (there)
        clock_reach(moment + more * interval);
    if (!settle(timer, due, again ? CHANGING : NEVER))
        return;
    set(&timer->moment, moment + (more + 1) * interval);
    if (again)
        settle(timer, CHANGING, due + (more + 1) * period);
    else
        count_armed(-1);
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
