#include "report_summary.h"

#include <string.h>
#include "report_words.h"
#include "util.h"

#define MANY_ESCAPES 8 /* named one by one */

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void put_escapes(const struct page *page, const struct report *report)
{
    for (size_t i = 0; i < report->escape_count && i < MANY_ESCAPES; i++) {
        autofree char *line = xasprintf("%s: %s", report->escapes[i].kind, report->escapes[i].text);
        page_line(page, 0, "not covered", line);
    }
    if (report->escape_count > MANY_ESCAPES)
        fprintf(page->to, "and %zu more not covered\n", report->escape_count - MANY_ESCAPES);
}

static void put_coverage(const struct page *page, const struct report *report)
{
    struct text line = {0};
    text_printf(&line, "%llu process%s, %llu covered", (unsigned long long)report->processes,
                report->processes == 1 ? "" : "es", (unsigned long long)report->covered);
    if (report->processes > report->covered)
        text_printf(&line, ", %llu not", (unsigned long long)(report->processes - report->covered));
    if (report->escape_count == 1 && report->processes == report->covered + 1)
        text_printf(&line, ": %s %s", report->escapes[0].kind, report->escapes[0].text);
    text_printf(&line, "; %llu call%s recorded", (unsigned long long)report->events,
                plural(report->events));
    if (report->dropped)
        text_printf(&line, ", %llu lost", (unsigned long long)report->dropped);
    if (report->early)
        text_printf(&line, ", %llu too early to hold", (unsigned long long)report->early);
    page_line(page, 0, "coverage", line.data);
    if (!(report->escape_count == 1 && report->processes == report->covered + 1))
        put_escapes(page, report);
    text_free(&line);
}

static void put_innocent(const struct page *page, const struct report *report)
{
    autofree char *line = xasprintf("%llu call%s differed and reached no output",
                                    (unsigned long long)report->innocent, plural(report->innocent));
    if (report->innocent)
        page_line(page, 0, "innocent", line);
}

static void add_run(struct text *line, const struct page *page, const struct report_run *run,
                    size_t times)
{
    text_puts(line, run->purpose);
    text_puts(line, run->partial ? " (partial)" : "");
    if (times > 1)
        text_printf(line, " x%zu", times);
    if (page->style->timings && times == 1)
        text_printf(line, " %.1fs", run->seconds);
    if (run->status)
        text_printf(line, " (%s %d)", run->status > 128 ? "signal" : "exit status",
                    run->status > 128 ? run->status - 128 : run->status);
}

static bool is_alike(const struct report_run *a, const struct report_run *b)
{
    return strcmp(a->purpose, b->purpose) == 0 && a->status == b->status &&
           a->partial == b->partial;
}

/* "5 runs", or where some were partial "5 full runs, 12 partial" */
static char *count_runs(const struct report *report)
{
    size_t partial = 0, full = report->run_count;
    for (size_t i = 0; i < report->run_count; i++)
        partial += report->runs[i].partial;
    full -= partial;
    if (partial == 0)
        return xasprintf("%zu run%s", full, plural(full));
    return xasprintf("%zu full run%s, %zu partial", full, plural(full), partial);
}

/* How many of the runs from `from` on are like the first of them; 0: one like it came before. */
static size_t count_alike(const struct report *report, size_t from)
{
    const struct report_run *runs = report->runs;
    size_t times = 0;
    for (size_t i = 0; i < from; i++) {
        if (is_alike(&runs[i], &runs[from]))
            return 0;
    }
    for (size_t i = from; i < report->run_count; i++)
        times += is_alike(&runs[i], &runs[from]);
    return times;
}

/* "5 runs: pinned, pinned again, varied, proof x2"; with timings one by one. */
static void put_runs(const struct page *page, const struct report *report)
{
    struct text line = {0};
    for (size_t i = 0; i < report->run_count; i++) {
        size_t times = page->style->timings ? 1 : count_alike(report, i);
        if (times == 0)
            continue;
        text_puts(&line, i ? ", " : "");
        add_run(&line, page, &report->runs[i], times);
    }
    autofree char *label = count_runs(report);
    if (report->run_count)
        page_line(page, 0, label, line.data);
    text_free(&line);
}

static void put_verdict(const struct page *page, const struct report *report)
{
    bool good = report->verdict == VERDICT_REPRODUCIBLE;
    autofree char *sum = report_result(report);
    page_put(page, good ? PAINT_GOOD : PAINT_BAD, verdict_word(report->verdict));
    fprintf(page->to, ": %s\n", sum);
    if (report->headline)
        page_line(page, 2, NULL, report->headline);
}

void summary_block(const struct page *page, const struct report *report)
{
    for (size_t i = 0; report->notes && report->notes[i]; i++)
        page_line(page, 0, "note", report->notes[i]);
    if (report->processes || report->events || report->run_count)
        put_coverage(page, report);
    put_innocent(page, report);
    put_runs(page, report);
    put_verdict(page, report);
}
