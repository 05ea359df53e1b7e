/*
 * timezone: which zone it is, is the runner's doing; here is written down who asked for local time,
 * and how far east of UTC it was.  localtime(3), mktime(3), tzset(3).
 */
#include "../call.h"
#include "../real.h"
#include "../wrap.h"
#include "../banned.h"
#include <time.h>

static uint64_t seconds_east(const struct tm *local)
{
    return local ? (uint64_t)local->tm_gmtoff : 0;
}

WRAP(struct tm *, localtime, const time_t *at)
{
    struct call call = VIEW_BEGIN(localtime, timezone);
    struct tm *local = REAL(localtime)(at);
    call_end(&call, seconds_east(local), local ? 0 : errno);
    return local;
}

WRAP(struct tm *, localtime_r, const time_t *at, struct tm *out)
{
    struct call call = VIEW_BEGIN(localtime_r, timezone);
    struct tm *local = REAL(localtime_r)(at, out);
    call_end(&call, seconds_east(local), local ? 0 : errno);
    return local;
}

WRAP(char *, ctime, const time_t *at)
{
    struct call call = VIEW_BEGIN(ctime, timezone);
    char *text = REAL(ctime)(at);
    call_end_text(&call, text, text ? 0 : errno);
    return text;
}

WRAP(char *, ctime_r, const time_t *at, char *out)
{
    struct call call = VIEW_BEGIN(ctime_r, timezone);
    char *text = REAL(ctime_r)(at, out);
    call_end_text(&call, text, text ? 0 : errno);
    return text;
}

WRAP(time_t, mktime, struct tm *local)
{
    struct call call = VIEW_BEGIN(mktime, timezone);
    time_t at = REAL(mktime)(local);
    call_end(&call, seconds_east(local), 0);
    return at;
}
WRAP_ALIAS(timelocal, mktime)

WRAP(void, tzset, void)
{
    struct call call = VIEW_BEGIN(tzset, timezone);
    REAL(tzset)();
    call_end(&call, 0, 0);
}
