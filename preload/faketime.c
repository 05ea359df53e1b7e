#include "faketime.h"
#include "clock.h"
#include "faketime_settings.h"
#include "faketime_shared.h"
#include "faketime_spec.h"
#include "banned.h"
#include <sys/uio.h>

#pragma weak environ

static struct faketime_settings settings SELDOM;
static struct run_config configs[3] SELDOM; /* the real clock, and two that take turns */
#define REAL_CLOCK (&configs[0])

static struct faketime_state {
    const struct run_config *said; /* what FAKETIME says */
    char text[FAKETIME_TEXT];      /* as it was read last */
    int64_t looked;                /* when that was, on the monotonic clock */
    int64_t calls;                 /* readings */
    uint32_t busy;                 /* somebody is looking */
    uint32_t spawned;
} state SELDOM;

static char *const *variables(void)
{
    return &environ && environ ? environ : NULL;
}

/* --- from what is said to a clock --- */

/* The one thing the library ever says: nobody else would. */
static void say_once(const char *what, const char *text)
{
    static bool said;
    if (said)
        return;
    said = true;
    struct iovec parts[] = {{(void *)"paribus: ", 9},
                            {(void *)what, text_length(what)},
                            {(void *)": ", 2},
                            {(void *)text, text_length(text)},
                            {(void *)"\n", 1}};
    sys3(SYS_writev, STDERR_FILENO, parts, 5);
}

static void set_modes(struct run_config *config)
{
    config->mode[SOURCE_time] = settings.time ? MODE_PIN : MODE_OFF;
    config->mode[SOURCE_stat] = settings.stat ? MODE_PIN : MODE_OFF;
    config->mode[SOURCE_random] = settings.random ? MODE_PIN : MODE_OFF;
    config->mode[SOURCE_pid] = settings.pid ? MODE_PIN : MODE_OFF;
    config->flags = (settings.plain_monotonic ? RUN_FLAG_WALL : 0) |
                    (settings.plain_utime ? RUN_FLAG_UTIME : 0);
}

/* A clock that shows `wall` when the real ones show what they did at the start. */
static struct run_config clock_from(int64_t wall, const struct faketime_spec *spec)
{
    const struct faketime_shared *shared = faketime_shared;
    bool stands = spec->form == FAKETIME_FROZEN;
    struct run_config config = {
        .clock_kind = spec->step ? CLOCK_TICK : CLOCK_RUN,
        .clock_start = wall - spec->step,
        .clock_offset = wall - shared->began,
        .clock_tick = spec->step,
        .clock_rate = stands ? 0 : spec->rate,
        .clock_pace = stands ? RUN_RATE_ONE : spec->pace,
        .clock_mono = shared->began_mono,
    };
    set_modes(&config);
    return config;
}

/* The coarse clocks, for time(2) reads one: nothing is to be shown before the start. */
static void start_now(void)
{
    faketime_shared->began = clock_real_reading(CLOCK_REALTIME_COARSE);
    faketime_shared->began_mono = clock_real_reading(CLOCK_MONOTONIC_COARSE);
}

static bool followed(int64_t *wall)
{
    struct stat status;
    if (!settings.follow || sys4(SYS_newfstatat, AT_FDCWD, settings.follow, &status, 0) != 0)
        return false;
    *wall = timespec_ns(&status.st_mtim);
    return true;
}

static bool wall_of(const struct faketime_spec *spec, bool again, int64_t *wall)
{
    bool restarts = spec->form == FAKETIME_STARTS || spec->form == FAKETIME_FOLLOWS;
    if (again && settings.keep_pace && spec->paced) {
        *wall = clock_from_real(CLOCK_REALTIME, clock_real_reading(CLOCK_REALTIME_COARSE));
        start_now();
        return true;
    }
    if (again && restarts && !settings.keep_start)
        start_now();
    *wall = spec->ns;
    if (spec->form == FAKETIME_FOLLOWS)
        return followed(wall);
    return spec->form != FAKETIME_MOVED ||
           !__builtin_add_overflow(faketime_shared->began, spec->ns, wall);
}

static void show_clock(const struct run_config *config)
{
    struct run_config *turn = state.said == &configs[1] ? &configs[2] : &configs[1];
    *turn = *config;
    __atomic_store_n(&state.said, turn, __ATOMIC_RELEASE);
}

/* Takes over what is said now, if it is something else than before. */
static void take_over(char *const *envp, bool again)
{
    char text[FAKETIME_TEXT];
    struct faketime_spec spec;
    int64_t wall;
    const char *format = faketime_variable(envp, "FAKETIME_FMT");
    if (!faketime_find_text(envp, text))
        memcpy(text, "+0", sizeof "+0");
    if (again && text_equal(text, state.text) && text[0] != '%')
        return;
    memcpy(state.text, text, sizeof text);
    if (!faketime_read_spec(text, format ? format : FAKETIME_FORMAT, faketime_variable(envp, "TZ"),
                            &spec) ||
        !wall_of(&spec, again, &wall)) {
        say_once("FAKETIME says no time, the clock stays real", text);
        state.said = REAL_CLOCK;
        return;
    }
    const struct run_config config = clock_from(wall, &spec);
    show_clock(&config);
}

void faketime_open(char *const *envp, const char *program)
{
    faketime_read_settings(envp, program, &settings);
    faketime_share(settings.state, settings.keep_start);
    if (faketime_shared->began == 0)
        start_now();
    const struct faketime_spec real = {
        .form = FAKETIME_MOVED, .rate = RUN_RATE_ONE, .pace = RUN_RATE_ONE};
    *REAL_CLOCK = clock_from(faketime_shared->began, &real);
    state.said = REAL_CLOCK;
    state.looked = clock_real_reading(CLOCK_MONOTONIC_COARSE);
    lib.alone = true;
    lib.config = REAL_CLOCK;
    if (!settings.time)
        return;
    take_over(envp, false);
    lib.config = state.said;
    if (settings.load && !faketime_load(settings.load)) {
        say_once("FAKETIME_LOAD_FILE holds no times", settings.load);
        settings.load = NULL;
    }
    if (settings.load || lib.config->clock_kind == CLOCK_TICK)
        faketime_share_memory();
}

/* --- which clock holds --- */

static bool within(int64_t value, int64_t start, int64_t stop)
{
    return (start < 0 || value >= start) && (stop < 0 || value < stop);
}

static bool holds(int64_t seconds, int64_t calls)
{
    return within(seconds, settings.start_seconds, settings.stop_seconds) &&
           within(calls, settings.start_calls, settings.stop_calls);
}

static void spawn_when_due(int64_t seconds, int64_t calls)
{
    bool due = (settings.spawn_seconds >= 0 && seconds >= settings.spawn_seconds) ||
               (settings.spawn_calls > 0 && calls >= settings.spawn_calls);
    if (!due || __atomic_exchange_n(&state.spawned, 1, __ATOMIC_RELAXED))
        return;
    int error = errno;
    faketime_spawning = true;
    (void)!system(settings.spawn);
    faketime_spawning = false;
    errno = error;
}

/* One at a time; the others go on with what was said before. */
static void look_again(int64_t now)
{
    if (now - state.looked < settings.cache ||
        __atomic_exchange_n(&state.busy, 1, __ATOMIC_ACQUIRE))
        return;
    state.looked = now;
    take_over(variables(), true);
    __atomic_store_n(&state.busy, 0, __ATOMIC_RELEASE);
}

void faketime_before_reading(void)
{
    int64_t now = clock_real_reading(CLOCK_MONOTONIC_COARSE);
    int64_t calls = __atomic_add_fetch(&state.calls, 1, __ATOMIC_RELAXED);
    int64_t seconds = (now - faketime_shared->began_mono) / CLOCK_SECOND;
    look_again(now);
    const struct run_config *config = state.said;
    if (!holds(seconds, calls))
        config = REAL_CLOCK;
    if (lib.config != config)
        __atomic_store_n(&lib.config, config, __ATOMIC_RELEASE);
    if (settings.spawn)
        spawn_when_due(seconds, calls);
}

/* The same clock, but it shows `wall` now. */
static void go_on_from(int64_t wall)
{
    struct run_config config = *lib.config;
    start_now();
    config.clock_start = wall;
    config.clock_offset = wall - faketime_shared->began;
    config.clock_mono = faketime_shared->began_mono;
    show_clock(&config);
}

int64_t faketime_after_reading(int id, int64_t value)
{
    int64_t loaded;
    if (lib.config == REAL_CLOCK || !clock_is_steady(id))
        return value;
    if (settings.load && faketime_next_loaded(&loaded)) {
        value = loaded;
    } else if (settings.load && !faketime_shared->loaded_all) {
        faketime_shared->loaded_all = true;
        value = faketime_last_loaded();
        go_on_from(value);
    }
    if (settings.save)
        faketime_save(settings.save, value);
    return value;
}

/* --- the rest --- */

pid_t faketime_pid(void)
{
    return settings.pid;
}

void faketime_after_fork(void)
{
    state.busy = 0;
}

/*
 * The middle square Weyl sequence (B. Widynski, arXiv:1704.00358), its lowest byte, as libfaketime:
 * the first thread of a program gets the same numbers.  Other threads and forked children, which
 * get the same there as well, have sequences of their own here.
 */
void faketime_random(void *out, size_t size)
{
    static __thread uint64_t x, w, image;
    uint64_t thread = thread_here()->key;
    if (image != identity.image && (thread || identity.forked))
        w = hash_mix(identity.image, thread, settings.seed);
    image = identity.image;
    for (char *at = out; size > 0; size--) {
        x *= x;
        x += w += settings.seed;
        x = x >> 32 | x << 32;
        *at++ = (char)x;
    }
}
