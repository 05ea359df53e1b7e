#include "clock.h"
#include "identity.h"
#include "timers.h"
#include "banned.h"

/* Uptime the pinned monotonic clocks start with: long enough for programs that subtract. */
#define UPTIME (1000 * CLOCK_SECOND)
/* 404 days, 1 h, 1 min, 1 s: year, month, day, weekday and time of day all differ. */
#define VARY_OFFSET (34909261 * CLOCK_SECOND)

static struct run_clock fallback;
static int64_t born; /* where `elapsed` stood when this process began, children not counted */

struct clock_plain clock_plain = {.here = &fallback};

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

/* --- where it stands --- */

static void copy_clock(struct run_clock *to, const struct run_clock *from)
{
    __atomic_store_n(&to->elapsed, get(&from->elapsed), __ATOMIC_RELAXED);
    __atomic_store_n(&to->slept, get(&from->slept), __ATOMIC_RELAXED);
    __atomic_store_n(&to->readings, get(&from->readings), __ATOMIC_RELAXED);
}

void clock_init(void)
{
    clock_plain.here = slot(identity.pid);
    born = get(&clock_plain.here->elapsed);
    clock_look();
}

void clock_look(void)
{
    bool plain = lib.mode[SOURCE_time] == MODE_PIN && clock_is_virtual() && !lib.watch &&
                 !lib.config->follow[0] && !timers_are_armed();
    clock_plain.tick = lib.config->clock_tick;
    clock_plain.start = lib.config->clock_start;
    clock_plain.uptime = UPTIME;
    __atomic_store_n(&clock_plain.is, plain, __ATOMIC_RELAXED);
}

/* By how much the creation of a child moves its parent on: children start apart from each other. */
#define CHILD_STEP (CLOCK_SECOND / 1000)

void clock_before_child(void)
{
    struct thread *thread = thread_here();
    copy_clock(&thread->child_clock, clock_plain.here);
    thread->child_clock_known = true;
    __atomic_add_fetch(&clock_plain.here->elapsed, CHILD_STEP, __ATOMIC_RELAXED);
    __atomic_add_fetch(&born, CHILD_STEP, __ATOMIC_RELAXED);
}

/* Where the child that is being created starts; one that was not announced: where we are. */
static const struct run_clock *child_clock(void)
{
    return thread_self.child_clock_known ? &thread_self.child_clock : clock_plain.here;
}

void clock_after_fork(void)
{
    const struct run_clock *start = child_clock();
    clock_plain.here = slot(identity.pid);
    copy_clock(clock_plain.here, start);
    thread_self.child_clock_known = false;
    born = get(&clock_plain.here->elapsed);
    timers_after_fork();
}

void clock_hand_over(pid_t child)
{
    copy_clock(slot(child), child_clock());
}

bool clock_is_virtual(void)
{
    return lib.mode[SOURCE_time] >= MODE_PIN && lib.config->clock_kind == CLOCK_TICK;
}

bool clock_is_moved(void)
{
    return lib.mode[SOURCE_time] >= MODE_PIN && lib.config->clock_kind == CLOCK_RUN;
}

int64_t clock_read(void)
{
    if (unlikely(timers_are_armed()))
        timers_catch_up();
    return lib.config->clock_start + clock_tick();
}

int64_t clock_elapsed(void)
{
    return get(&clock_plain.here->elapsed) + get(&clock_plain.here->slept);
}

int64_t clock_now(void)
{
    if (unlikely(timers_are_armed()))
        timers_catch_up();
    return lib.config->clock_start + clock_elapsed();
}

void clock_advance(int64_t nanoseconds)
{
    if (nanoseconds > 0)
        __atomic_add_fetch(&clock_plain.here->slept, nanoseconds, __ATOMIC_RELAXED);
}

static void reach(int64_t *value, int64_t goal)
{
    int64_t now = get(value);
    while (now < goal && !__atomic_compare_exchange_n(value, &now, goal, true, __ATOMIC_RELAXED,
                                                      __ATOMIC_RELAXED)) {
    }
}

void clock_reach(int64_t elapsed)
{
    reach(&clock_plain.here->slept, elapsed - get(&clock_plain.here->elapsed));
}

void clock_join(pid_t child)
{
    if (!clock_is_virtual() || child <= 0)
        return;
    reach(&clock_plain.here->slept, get(&slot(child)->slept));
    reach(&clock_plain.here->readings, get(&slot(child)->readings));
}

/* --- what the clocks read --- */

bool clock_is_wall(int id)
{
    return id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE || id == CLOCK_REALTIME_ALARM ||
           id == CLOCK_TAI;
}

static bool is_uptime(int id)
{
    return id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_RAW || id == CLOCK_MONOTONIC_COARSE ||
           id == CLOCK_BOOTTIME || id == CLOCK_BOOTTIME_ALARM;
}

bool clock_is_steady(int id)
{
    return clock_is_wall(id) || is_uptime(id);
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
    else if (is_uptime(id))
        *value = UPTIME + now - lib.config->clock_start;
    else if (is_cpu(id))
        *value = get(&clock_plain.here->elapsed) - get(&born);
    else
        return false; /* a device's */
    return true;
}

/* --- the moved clock --- */

static int64_t clamped(__int128 ns)
{
    return ns > INT64_MAX ? INT64_MAX : ns < INT64_MIN ? INT64_MIN : (int64_t)ns;
}

static int64_t scaled(int64_t ns, int64_t rate)
{
    return clamped(((__int128)ns * rate) >> 32);
}

int64_t clock_from_real(int id, int64_t real)
{
    const struct run_config *config = lib.config;
    if (clock_is_wall(id))
        return config->clock_start +
               scaled(real - config->clock_start + config->clock_offset, config->clock_rate);
    if (is_uptime(id))
        return config->clock_mono + scaled(real - config->clock_mono, config->clock_rate);
    return real;
}

int64_t clock_to_real(int id, int64_t shown)
{
    const struct run_config *config = lib.config;
    if (clock_is_wall(id))
        return config->clock_start - config->clock_offset +
               scaled(shown - config->clock_start, config->clock_pace);
    if (is_uptime(id))
        return config->clock_mono + scaled(shown - config->clock_mono, config->clock_pace);
    return shown;
}

/* --- lengths --- */

bool clock_is_stretched(void)
{
    return lib.mode[SOURCE_time] >= MODE_PIN && lib.config->clock_rate != RUN_RATE_ONE;
}

/* Rounded up: a wait must not become none. */
int64_t clock_real_length(int64_t length)
{
    if (likely(!clock_is_stretched()) || length <= 0)
        return length;
    return clamped((((__int128)length * lib.config->clock_pace) >> 32) + 1);
}

int64_t clock_virtual_length(int64_t length)
{
    return clock_is_stretched() ? scaled(length, lib.config->clock_rate) : length;
}

/* A sleeper may also be waiting for its own timer. */
bool clock_skips(void)
{
    return lib.ready && lib.config->flags & RUN_FLAG_SKIP && clock_is_virtual() &&
           !timers_are_armed();
}

/* --- varied readings --- */

/* What the nth varied reading adds; processes that run side by side are told apart by seconds. */
static int64_t dye(int id, int64_t nth)
{
    if (!clock_is_wall(id))
        return nth * 1001003;
    int64_t spread = (int64_t)(hash_mix(identity.image, lib.config->vary_seed, 0) % 997);
    return VARY_OFFSET + spread * CLOCK_SECOND + nth * (CLOCK_SECOND + 1001003);
}

int64_t clock_dye(int id)
{
    return dye(id, __atomic_add_fetch(&clock_plain.here->readings, 1, __ATOMIC_RELAXED));
}

/*
 * A deadline computed from a varied reading is as far ahead as that was.  When single call sites
 * are varied only its distance can tell.
 */
static int64_t without_dye(int id, int64_t left)
{
    int64_t latest = dye(id, get(&clock_plain.here->readings));
    bool dyed = lib.mode[SOURCE_time] == MODE_VARY;
    if (!dyed && lib.config->units && clock_is_wall(id))
        dyed = left > VARY_OFFSET / 2;
    if (!dyed)
        return left;
    return left > latest ? left - latest : 0;
}

/* --- deadlines --- */

bool clock_left(int id, const struct timespec *deadline, int64_t *left)
{
    int64_t shown;
    if (!clock_is_virtual() || !clock_value(id, clock_now(), &shown))
        return false;
    *left = without_dye(id, clamped((__int128)timespec_ns(deadline) - shown));
    return true;
}

struct timespec clock_deadline(int id, const struct timespec *deadline)
{
    int64_t left;
    struct timespec real;
    if (clock_left(id, deadline, &left) && sys2(SYS_clock_gettime, id, &real) == 0)
        return ns_timespec(clamped((__int128)timespec_ns(&real) + clock_real_length(left)));
    return clock_is_moved() ? ns_timespec(clock_to_real(id, timespec_ns(deadline))) : *deadline;
}
