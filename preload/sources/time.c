/* time: what the clocks read.  clock_gettime(2), time(2), times(2), getrusage(2). */
#include "../call.h"
#include "../clock.h"
#include "../faketime.h"
#include "../rooms.h"
#include "../tsc.h"
#include "../wrap.h"
#include "../banned.h"

/* The kernel's answer, through the vDSO where that is left alone. */
static long real_clock(int id, struct timespec *out)
{
    if (lib.vdso_clock_gettime)
        return lib.vdso_clock_gettime(id, out);
    return sys2(SYS_clock_gettime, id, out);
}

static bool is_dyed(const struct call *call)
{
    return call->mode == MODE_VARY;
}

/* One reading of clock `id` in the mode of the call; a raw result. */
static long read_clock(const struct call *call, int id, struct timespec *out)
{
    int64_t value;
    bool named = id < 0; /* of a process, a thread or a device: which of them there are is real */
    if (unlikely(lib.alone))
        faketime_before_reading();
    bool moves = call->mode >= MODE_PIN && lib.config->clock_kind == CLOCK_TICK;
    long result = named ? real_clock(id, out) : 0;
    if (result != 0)
        return result;
    if (!moves || !clock_value(id, clock_read(), &value)) {
        result = real_clock(id, out);
        if (result != 0)
            return result;
        value = timespec_ns(out);
        if (call->mode >= MODE_PIN)
            value = clock_from_real(id, value);
    }
    if (is_dyed(call))
        value += clock_dye(id);
    if (unlikely(lib.alone))
        value = faketime_after_reading(id, value);
    *out = ns_timespec(value);
    return 0;
}

/* The plain case, see clock.h: the clock never stands before 1970. */
static inline struct timespec plain_time(int64_t ns)
{
    uint64_t seconds = (uint64_t)ns / CLOCK_SECOND;
    return (struct timespec){(time_t)seconds, (long)((uint64_t)ns - seconds * CLOCK_SECOND)};
}

static __attribute__((noinline)) int full_clock_gettime(int id, struct timespec *out)
{
    struct call call = CALL_BEGIN(clock_gettime, time);
    struct timespec now = {0, 0};
    long result = read_clock(&call, id, &now);
    if (result == 0)
        *out = now;
    call_end(&call, (uint64_t)timespec_ns(&now), (int)-result);
    return (int)deliver(result);
}

WRAP(int, clock_gettime, clockid_t id, struct timespec *out)
{
    bool wall = id == CLOCK_REALTIME;
    if (!clock_is_plain() || (!wall && id != CLOCK_MONOTONIC))
        return full_clock_gettime(id, out);
    *out = plain_time((wall ? clock_plain.start : clock_plain.uptime) + clock_tick());
    return 0;
}
WRAP_ALIAS(__clock_gettime, clock_gettime)

/* The coarse clock, as the vDSO's own: it agrees with the times of files. */
static __attribute__((noinline)) time_t full_time(time_t *out)
{
    struct call call = CALL_BEGIN(time, time);
    struct timespec now = {0, 0};
    read_clock(&call, CLOCK_REALTIME_COARSE, &now);
    if (out)
        *out = now.tv_sec;
    call_end(&call, (uint64_t)now.tv_sec, 0);
    return now.tv_sec;
}

WRAP(time_t, time, time_t *out)
{
    if (!clock_is_plain())
        return full_time(out);
    time_t now = plain_time(clock_plain.start + clock_tick()).tv_sec;
    if (out)
        *out = now;
    return now;
}

/* The zone has not been the kernel's business for decades: zeros, as the vDSO gives. */
static __attribute__((noinline)) int full_gettimeofday(struct timeval *out, void *zone)
{
    struct call call = CALL_BEGIN(gettimeofday, time);
    struct timespec now = {0, 0};
    read_clock(&call, CLOCK_REALTIME, &now);
    if (out)
        *out = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    if (zone)
        *(struct timezone *)zone = (struct timezone){0, 0};
    call_end(&call, (uint64_t)timespec_ns(&now), 0);
    return 0;
}

WRAP(int, gettimeofday, struct timeval *restrict out, void *restrict zone)
{
    if (!out || zone || !clock_is_plain())
        return full_gettimeofday(out, zone);
    struct timespec now = plain_time(clock_plain.start + clock_tick());
    *out = (struct timeval){now.tv_sec, (uint32_t)now.tv_nsec / 1000};
    return 0;
}
WRAP_ALIAS(__gettimeofday, gettimeofday)

/* sysconf(_SC_CLK_TCK) is 100 on every Linux. */
#define TICKS_PER_SECOND 100
#define TICK_NS          (CLOCK_SECOND / TICKS_PER_SECOND)
#define DYED_TICKS       7 /* the dye of a reading is less than a tick */

WRAP(clock_t, times, struct tms *out)
{
    struct call call = CALL_BEGIN(times, time);
    struct timespec since_boot, used;
    if (call.mode < MODE_PIN || lib.config->clock_kind != CLOCK_TICK) {
        long result = sys1(SYS_times, out);
        call_end(&call, (uint64_t)result, 0);
        return result;
    }
    read_clock(&call, CLOCK_MONOTONIC, &since_boot);
    read_clock(&call, CLOCK_PROCESS_CPUTIME_ID, &used);
    if (out)
        *out = (struct tms){.tms_utime = timespec_ns(&used) / TICK_NS};
    clock_t result = timespec_ns(&since_boot) / TICK_NS + (is_dyed(&call) ? DYED_TICKS : 0);
    call_end(&call, (uint64_t)result, 0);
    return result;
}

/* What was counted (faults, switches) becomes zero. */
static void pin_counts(struct rusage *out, struct timespec used)
{
    long peak = out->ru_maxrss;
    *out = (struct rusage){.ru_utime = {used.tv_sec, used.tv_nsec / 1000},
                           .ru_maxrss = peak & ~((1L << 20) - 1)};
}

void time_pin_usage(struct rusage *usage)
{
    if (lib.ready && clock_is_virtual())
        pin_counts(usage, (struct timespec){0, 0});
}

WRAP_UNCHECKED(int, getrusage, int who, struct rusage *out)
{
    struct call call = CALL_BEGIN(getrusage, time);
    struct timespec used = {0, 0};
    long result = sys2(SYS_getrusage, who, out);
    bool moves = call.mode >= MODE_PIN && lib.config->clock_kind == CLOCK_TICK;
    if (result == 0 && moves) {
        if (who != RUSAGE_CHILDREN)
            read_clock(&call, CLOCK_PROCESS_CPUTIME_ID, &used);
        pin_counts(out, used);
    }
    int64_t shown = result ? 0 : out->ru_utime.tv_sec * CLOCK_SECOND + out->ru_utime.tv_usec * 1000;
    call_end(&call, (uint64_t)shown, (int)-result);
    return (int)deliver(result);
}

/* A counter of nanoseconds since the virtual machine started, so to speak. */
uint64_t time_stamp(void)
{
    struct call call = CALL_BEGIN(rdtsc, time);
    struct timespec since_boot = {0, 0};
    if (call.mode >= MODE_PIN)
        read_clock(&call, CLOCK_MONOTONIC, &since_boot);
    uint64_t stamp = call.mode < MODE_PIN ? tsc_real() : (uint64_t)timespec_ns(&since_boot);
    call_end(&call, stamp, 0);
    return stamp;
}
