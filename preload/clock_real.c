/* Between the virtual clock and the real one: moments, lengths, deadlines, varied readings. */
#include "clock.h"
#include "identity.h"
#include "timers.h"
#include "banned.h"

/*
 * 405 days, 12 h, 43 min, 1 s: year, month, weekday, half of the day and hour differ, in the varied
 * zone of time too, and an even second is odd, as all that is added to it is even: docs/varied.md.
 */
#define VARY_OFFSET (35037781 * CLOCK_SECOND)

/* --- the moved clock --- */

static int64_t clamped(__int128 ns)
{
    return ns > INT64_MAX ? INT64_MAX : ns < INT64_MIN ? INT64_MIN : (int64_t)ns;
}

static int64_t scaled(int64_t ns, int64_t rate)
{
    return clamped(((__int128)ns * rate) >> 32);
}

/* Whether it is shown as it is. */
static bool is_real(int id)
{
    return !clock_is_wall(id) && (!clock_is_uptime(id) || lib.config->flags & RUN_FLAG_WALL);
}

int64_t clock_from_real(int id, int64_t real)
{
    const struct run_config *config = lib.config;
    if (is_real(id))
        return real;
    if (clock_is_wall(id))
        return config->clock_start +
               scaled(real - config->clock_start + config->clock_offset, config->clock_rate);
    return config->clock_mono + scaled(real - config->clock_mono, config->clock_rate);
}

int64_t clock_real_reading(int id)
{
    struct timespec now = {0, 0};
    if (lib.vdso_clock_gettime)
        lib.vdso_clock_gettime(id, &now);
    else
        sys2(SYS_clock_gettime, id, &now);
    return timespec_ns(&now);
}

/* Of a clock that stands still: as far from now as from where it stands. */
static int64_t beyond_standing(int id, int64_t shown)
{
    int64_t stands = clock_is_wall(id) ? lib.config->clock_start : lib.config->clock_mono;
    return clamped((__int128)clock_real_reading(id) + shown - stands);
}

int64_t clock_to_real(int id, int64_t shown)
{
    const struct run_config *config = lib.config;
    if (is_real(id))
        return shown;
    if (clock_stands())
        return beyond_standing(id, shown);
    if (clock_is_wall(id))
        return config->clock_start - config->clock_offset +
               scaled(shown - config->clock_start, config->clock_pace);
    return config->clock_mono + scaled(shown - config->clock_mono, config->clock_pace);
}

/* --- lengths --- */

bool clock_stands(void)
{
    return clock_is_moved() && lib.config->clock_rate == 0;
}

bool clock_is_stretched(void)
{
    int64_t rate = lib.config->clock_rate;
    return lib.mode[SOURCE_time] >= MODE_PIN && rate != RUN_RATE_ONE && rate != 0;
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
    return VARY_OFFSET + 2 * spread * CLOCK_SECOND + nth * (2 * CLOCK_SECOND + 1001003);
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
    int64_t latest = dye(id, __atomic_load_n(&clock_plain.here->readings, __ATOMIC_RELAXED));
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
