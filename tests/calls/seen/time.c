/* The clock, timers, time zones, and lines to the log, which carry the time. */
#define _GNU_SOURCE
#include "seen.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <syslog.h>
#include <time.h>
#include <wchar.h>

static time_t noon = 43200;

SHAPE(time_pointer)
{
    SEE(AS(void *, const time_t *)(&noon));
}

SHAPE(time_pointer_result)
{
    SEE(AS(void *, const time_t *, void *)(&noon, out));
}

SHAPE(format_time)
{
    static struct tm when = {.tm_mday = 1};
    const void *format = argument ? (const void *)L"%Z" : (const void *)"%Z";
    locale_t locale = newlocale(LC_ALL_MASK, "C", 0);
    SEE(AS(size_t, void *, size_t, const void *, const void *, locale_t)(out, 64, format, &when,
                                                                         locale));
}

SHAPE(date)
{
    int fd = open("template", O_CREAT | O_WRONLY | O_TRUNC, 0600);
    if (write(fd, "%H:%M\n", 6) != 6)
        return;
    setenv("DATEMSK", "template", 1);
    SEE(AS(long, const char *, void *)("12:00", out));
}

SHAPE(timer)
{
    timer_t id;
    struct sigevent none = {.sigev_notify = SIGEV_NONE};
    timer_create(CLOCK_MONOTONIC, &none, &id);
    SEE(AS(long, timer_t, void *)(id, out));
}

SHAPE(timer_fd)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0);
    SEE(AS(long, int, void *)(fd, out));
}

SHAPE(interval_timer)
{
    static const struct itimerval never;
    SEE(AS(long, int, const void *, void *)(ITIMER_REAL, &never, out));
}

SHAPE(nap)
{
    static const struct timespec brief = {.tv_nsec = 1};
    SEE(AS(long, const void *, void *)(&brief, NULL));
}

SHAPE(adjust)
{
    SEE(AS(long, void *, void *)(NULL, out));
}

SHAPE(log_line)
{
    SEE(AS(void, int, ...)(LOG_INFO, "seen"));
}

SHAPE(log_line_checked)
{
    SEE(AS(void, int, int, const char *, ...)(LOG_INFO, 1, "seen"));
}

static void log_vector(void *function, ...)
{
    va_list none;
    va_start(none, function);
    AS(void, int, const char *, va_list)(LOG_INFO, "seen", none);
    va_end(none);
}

SHAPE(log_line_vector)
{
    SEE((log_vector(function), 0));
}

static void log_vector_checked(void *function, ...)
{
    va_list none;
    va_start(none, function);
    AS(void, int, int, const char *, va_list)(LOG_INFO, 1, "seen", none);
    va_end(none);
}

SHAPE(log_line_vector_checked)
{
    SEE((log_vector_checked(function), 0));
}

const struct seen_row seen_time[] = {
    {result, 0, "time", WARM},
    {three_results, 0, "gettimeofday __gettimeofday", WARM},
    {number_result, CLOCK_REALTIME, "clock_gettime __clock_gettime clock_getres", WARM},
    {result, 0, "times ftime", WARM},
    {number_result, RUSAGE_SELF, "getrusage", WARM},
    {adjust, 0, "vtimes", WARM},
    {nothing, 0, "clock", WARM},
    {result_number, TIME_UTC, "timespec_get timespec_getres", WARM},
    {nap, 0, "nanosleep __nanosleep thrd_sleep", WARM},
    {number, 0, "sleep usleep", WARM},
    {time_pointer, 0, "localtime ctime mktime timelocal", WARM},
    {time_pointer_result, 0, "localtime_r ctime_r", WARM},
    {nothing, 0, "tzset", WARM},
    {time_pointer, 0, "gmtime", WARM},
    {time_pointer_result, 0, "gmtime_r", WARM},
    {format_time, 0, "strftime strftime_l __strftime_l", WARM},
    {format_time, 1, "wcsftime wcsftime_l __wcsftime_l", WARM},
    {variable_of_libc, 0, "tzname timezone daylight __tzname __timezone __daylight", WARM},
    {date, 0, "getdate getdate_r", WARM},
    {timer, 0, "timer_gettime timer_getoverrun", WARM},
    {timer_fd, 0, "timerfd_gettime", WARM},
    {number_result, ITIMER_REAL, "getitimer", WARM},
    {interval_timer, 0, "setitimer", WARM},
    {number, 0, "alarm ualarm", WARM},
    {result, 0, "adjtimex __adjtimex ntp_adjtime ntp_gettime ntp_gettimex", WARM},
    {adjust, 0, "adjtime", WARM},
    {number_result, CLOCK_REALTIME, "clock_adjtime", WARM},
    {log_line, 0, "syslog", WARM},
    {log_line_vector, 0, "vsyslog", WARM},
    {log_line_checked, 0, "__syslog_chk", WARM},
    {log_line_vector_checked, 0, "__vsyslog_chk", WARM},
    {NULL, 0, NULL, WARM},
};
