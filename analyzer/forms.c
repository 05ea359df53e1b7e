#include "forms.h"

#include "scan.h"

bool scan_touches(const struct scan *scan, size_t at, size_t length)
{
    if (scan->from == scan->to)
        return at <= scan->from && at + length >= scan->from;
    return at < scan->to && at + length > scan->from;
}

void scan_report(struct scan *scan, struct form form)
{
    if (scan->stopped || !scan_touches(scan, form.offset, form.length))
        return;
    if (form.grain == 0)
        form.grain = 1;
    scan->stopped = scan->found(&form, scan->context);
}

int scan_weight(size_t length)
{
    return length >= 8 ? 3 : length >= 4 ? 2 : 1;
}

int forms_scan(const char *bytes, size_t length, size_t from, size_t to,
               int (*found)(const struct form *form, void *context), void *context)
{
    static void (*const families[])(struct scan *) = {
        scan_dates, scan_months, scan_times,  scan_decimals,
        scan_hex,   scan_words,  scan_base64, scan_binary,
    };
    struct scan scan = {bytes, length, from, to, found, context, 0};
    if (length == 0 || from > to || to > length)
        return 0;
    for (size_t i = 0; i < sizeof families / sizeof *families && !scan.stopped; i++)
        families[i](&scan);
    return scan.stopped;
}
