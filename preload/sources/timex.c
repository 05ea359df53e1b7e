/*
 * time: the clock's discipline, resolution and setting.  adjtimex(2), clock_getres(2),
 * clock_settime(2).  A clock that is ours is never set: the machine's is none of the program's.
 */
#include "../call.h"
#include "../clock.h"
#include "../wrap.h"
#include "../banned.h"
#include <sys/timex.h>

/* A clock in good order, as a machine without a time server shows it. */
static void show_order(struct timex *state)
{
    *state = (struct timex){
        .status = STA_PLL, .constant = 2, .precision = 1, .tolerance = 32768000, .tick = 10000};
}

static int64_t time_of(const struct timex *state)
{
    bool nano = state->status & STA_NANO;
    return state->time.tv_sec * CLOCK_SECOND + state->time.tv_usec * (nano ? 1 : 1000);
}

static void set_time(struct timex *state, int64_t ns)
{
    bool nano = state->status & STA_NANO;
    struct timespec time = ns_timespec(ns);
    state->time = (struct timeval){time.tv_sec, nano ? time.tv_nsec : time.tv_nsec / 1000};
}

static bool writes(unsigned modes)
{
    return modes != 0 && modes != ADJ_OFFSET_SS_READ;
}

/* The state in the mode of the call; the kernel is asked first, for which clocks have one. */
static long read_state(const struct call *call, int id, struct timex *state)
{
    int64_t value;
    struct timex real = {.modes = 0};
    long result = sys2(SYS_clock_adjtime, id, &real);
    if (result < 0)
        return result;
    value = clock_from_real(id, time_of(&real));
    if (lib.config->clock_kind == CLOCK_TICK && clock_value(id, clock_read(), &value)) {
        show_order(&real);
        result = TIME_OK;
    }
    if (call->mode == MODE_VARY)
        value += clock_dye(id);
    set_time(&real, value);
    *state = real;
    return result;
}

static long adjust(const struct call *call, int id, struct timex *state)
{
    if (call->mode < MODE_PIN || !state)
        return sys2(SYS_clock_adjtime, id, state);
    return writes(state->modes) ? -EPERM : read_state(call, id, state);
}

static void end(const struct call *call, const struct timex *state, long result)
{
    call_end(call, result < 0 ? 0 : (uint64_t)time_of(state), result < 0 ? (int)-result : 0);
}

WRAP(int, clock_adjtime, clockid_t id, struct timex *state)
{
    struct call call = CALL_BEGIN(clock_adjtime, time);
    long result = adjust(&call, id, state);
    end(&call, state, result);
    return (int)deliver(result);
}

static bool is_pinned(void)
{
    return lib.ready && lib.mode[SOURCE_time] >= MODE_PIN;
}

/* The coarse clocks are as coarse as the kernel was configured. */
#define COARSE_NS 4000000

WRAP(int, clock_getres, clockid_t id, struct timespec *out)
{
    struct timespec resolution;
    long result = sys2(SYS_clock_getres, id, &resolution);
    bool coarse = id == CLOCK_REALTIME_COARSE || id == CLOCK_MONOTONIC_COARSE;
    if (result == 0 && is_pinned())
        resolution = (struct timespec){0, coarse ? COARSE_NS : 1};
    if (result == 0 && out)
        *out = resolution;
    return (int)deliver(result);
}

WRAP(int, clock_settime, clockid_t id, const struct timespec *time)
{
    bool ours = is_pinned() && clock_is_steady(id);
    return (int)deliver(ours ? -EPERM : sys2(SYS_clock_settime, id, time));
}
