/* Setting and reading timers: in virtual time for the program, in real time for the kernel. */
#include "clock.h"
#include "real.h"
#include "timers.h"
#include "wrap.h"
#include "banned.h"

/* A setting in both worlds; `real` is what the kernel is given. */
struct setting {
    bool follows; /* its clock is ours and passes by itself */
    int64_t left, due;
    struct itimerspec real;
};

static bool is_pinned(void)
{
    return lib.ready && lib.mode[SOURCE_time] >= MODE_PIN;
}

static bool is_sane(const struct itimerspec *new)
{
    return new &&timespec_is_valid(&new->it_value) && timespec_is_valid(&new->it_interval) &&
           new->it_value.tv_sec >= 0 && new->it_interval.tv_sec >= 0;
}

static struct setting translate(int clock, bool absolute, const struct itimerspec *new)
{
    struct setting setting = {.real = *new, .left = timespec_ns(&new->it_value)};
    if (setting.left == 0)
        return setting; /* to be stopped */
    if (timers_are_armed())
        timers_catch_up();
    setting.follows = clock_is_virtual() && clock_is_steady(clock);
    setting.due = setting.follows ? timers_real_now() : 0;
    if (absolute)
        setting.real.it_value = clock_deadline(clock, &new->it_value);
    else if (clock_is_steady(clock))
        setting.real.it_value = ns_timespec(clock_real_length(setting.left));
    if (absolute && !clock_left(clock, &new->it_value, &setting.left))
        setting.follows = false;
    if (clock_is_steady(clock))
        setting.real.it_interval = ns_timespec(clock_real_length(timespec_ns(&new->it_interval)));
    if (setting.left < 0)
        setting.left = 0;
    if (__builtin_add_overflow(setting.due, clock_real_length(setting.left), &setting.due))
        setting.due = INT64_MAX;
    return setting;
}

/* After the kernel took it. */
static void note(uint64_t key, const struct setting *setting, const struct itimerspec *new)
{
    if (setting->follows)
        timers_arm(key, setting->due, setting->left, timespec_ns(&new->it_interval));
    else
        timers_stop(key);
}

/* What is left of a running timer: until its moment, never nothing. */
static void show(uint64_t key, struct itimerspec *state)
{
    int64_t left = timespec_ns(&state->it_value);
    int64_t interval = clock_virtual_length(timespec_ns(&state->it_interval));
    if (left == 0)
        return;
    left = clock_virtual_length(left);
    if (clock_is_virtual())
        timers_left(key, &left, &interval);
    state->it_value = ns_timespec(left > 0 ? left : 1);
    state->it_interval = ns_timespec(interval);
}

/* --- timerfd_create(2) --- */

static const char *after(const char *text, const char *word)
{
    for (; *text; text++) {
        if (text_starts(text, word))
            return text + text_length(word);
    }
    return NULL;
}

/* The descriptor's clock, which exec and sockets carry along, as only the kernel knows: proc(5). */
static int descriptor_clock(int fd)
{
    char path[64] = "/proc/self/fdinfo/", text[512];
    number_text(path + text_length(path), (unsigned)fd, 10);
    long file = sys4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    long length = file < 0 ? 0 : sys3(SYS_read, file, text, sizeof text - 1);
    if (file >= 0)
        sys1(SYS_close, file);
    text[length > 0 ? length : 0] = '\0';
    const char *at = after(text, "clockid: ");
    int clock = 0;
    for (; at && *at >= '0' && *at <= '9'; at++)
        clock = clock * 10 + (*at - '0');
    return at ? clock : CLOCK_REALTIME;
}

WRAP(int, timerfd_settime, int fd, int flags, const struct itimerspec *new, struct itimerspec *old)
{
    if (!is_pinned() || !is_sane(new) || fd < 0)
        return (int)deliver(sys4(SYS_timerfd_settime, fd, flags, new, old));
    struct itimerspec before = {0};
    bool absolute = flags & TFD_TIMER_ABSTIME;
    int clock = absolute ? descriptor_clock(fd) : CLOCK_MONOTONIC;
    struct setting setting = translate(clock, absolute, new);
    long result = sys4(SYS_timerfd_settime, fd, flags, &setting.real, &before);
    if (result == 0 && old) {
        show(timers_key(TIMER_DESCRIPTOR, (unsigned)fd), &before);
        *old = before;
    }
    if (result == 0)
        note(timers_key(TIMER_DESCRIPTOR, (unsigned)fd), &setting, new);
    return (int)deliver(result);
}

WRAP(int, timerfd_gettime, int fd, struct itimerspec *state)
{
    long result = sys2(SYS_timerfd_gettime, fd, state);
    if (result == 0 && is_pinned())
        show(timers_key(TIMER_DESCRIPTOR, (unsigned)fd), state);
    return (int)deliver(result);
}

/* --- timer_create(2): libc knows the kernel's id behind its own --- */

static void made(uintptr_t id, int clock)
{
    if (is_pinned())
        timers_made(timers_key(TIMER_POSIX, id), clock);
}

WRAP(int, timer_create, clockid_t clock, struct sigevent *restrict event, timer_t *restrict timer)
{
    int result = REAL(timer_create)(clock, event, timer);
    if (result == 0)
        made((uintptr_t)*timer, clock);
    return result;
}

long timers_create_by_number(int clock, void *event, int *id)
{
    long result = sys3(SYS_timer_create, clock, event, id);
    if (result == 0)
        made((unsigned)*id, clock);
    return result;
}

WRAP(int, timer_delete, timer_t timer)
{
    timers_forget(timers_key(TIMER_POSIX, (uintptr_t)timer));
    return REAL(timer_delete)(timer);
}

/* One that was made behind our back: dates are the wall clock's, others show small numbers. */
static int timer_clock(uint64_t key, const struct itimerspec *new)
{
    int clock = timers_clock(key);
    if (clock != -1)
        return clock;
    return new->it_value.tv_sec > 500000000 ? CLOCK_REALTIME : CLOCK_MONOTONIC;
}

WRAP(int, timer_settime, timer_t timer, int flags, const struct itimerspec *restrict new,
     struct itimerspec *restrict old)
{
    uint64_t key = timers_key(TIMER_POSIX, (uintptr_t)timer);
    if (!is_pinned() || !is_sane(new))
        return REAL(timer_settime)(timer, flags, new, old);
    int clock = timer_clock(key, new);
    struct setting setting = translate(clock, flags & TIMER_ABSTIME, new);
    int result = REAL(timer_settime)(timer, flags, &setting.real, old);
    if (result == 0 && old)
        show(key, old);
    if (result == 0)
        note(key, &setting, new);
    return result;
}

WRAP(int, timer_gettime, timer_t timer, struct itimerspec *state)
{
    int result = REAL(timer_gettime)(timer, state);
    if (result == 0 && is_pinned())
        show(timers_key(TIMER_POSIX, (uintptr_t)timer), state);
    return result;
}

/* --- setitimer(2) and alarm(2): one timer; those of CPU time stay the kernel's --- */

static struct timespec from_timeval(struct timeval t)
{
    return (struct timespec){t.tv_sec, t.tv_usec * 1000};
}

/* Rounded up: what is running must not show as stopped. */
static struct timeval to_timeval(struct timespec t)
{
    int64_t us = timespec_ns(&t) / 1000 + (t.tv_nsec % 1000 != 0);
    return (struct timeval){us / 1000000, us % 1000000};
}

static struct itimerspec widen(const struct itimerval *t)
{
    return (struct itimerspec){from_timeval(t->it_interval), from_timeval(t->it_value)};
}

static struct itimerval narrow(const struct itimerspec *t)
{
    return (struct itimerval){to_timeval(t->it_interval), to_timeval(t->it_value)};
}

static void show_alarm(struct itimerval *state)
{
    struct itimerspec wide = widen(state);
    show(TIMER_ALARM, &wide);
    *state = narrow(&wide);
}

static long set_alarm(const struct itimerval *new, struct itimerval *old)
{
    struct itimerspec wide = widen(new);
    if (!is_sane(&wide))
        return sys3(SYS_setitimer, ITIMER_REAL, new, old);
    struct setting setting = translate(CLOCK_MONOTONIC, false, &wide);
    struct itimerval real = narrow(&setting.real), before;
    long result = sys3(SYS_setitimer, ITIMER_REAL, &real, &before);
    if (result == 0 && old) {
        show_alarm(&before);
        *old = before;
    }
    if (result == 0)
        note(TIMER_ALARM, &setting, &wide);
    return result;
}

WRAP_UNCHECKED(int, setitimer, int which, const struct itimerval *restrict new,
               struct itimerval *restrict old)
{
    if (!is_pinned() || which != ITIMER_REAL || !new)
        return (int)deliver(sys3(SYS_setitimer, which, new, old));
    return (int)deliver(set_alarm(new, old));
}

WRAP_UNCHECKED(int, getitimer, int which, struct itimerval *state)
{
    long result = sys2(SYS_getitimer, which, state);
    if (result == 0 && is_pinned() && which == ITIMER_REAL)
        show_alarm(state);
    return (int)deliver(result);
}

WRAP(unsigned, alarm, unsigned seconds)
{
    struct itimerval new = {.it_value = {seconds, 0}}, old = {0};
    if (!is_pinned())
        return (unsigned)sys1(SYS_alarm, seconds);
    set_alarm(&new, &old);
    bool up = old.it_value.tv_usec >= 500000 || (!old.it_value.tv_sec && old.it_value.tv_usec);
    return (unsigned)(old.it_value.tv_sec + up);
}
