#include "why_not.h"
#include <stdlib.h>
#include <string.h>
#include "explain.h"
#include "util.h"

#define NAMED 4 /* runs and outputs that are listed one by one */

struct question {
    struct answer *answer;
    const struct units *units;
    const struct suspects *suspects;
    const char *site;
};

/* --- which calls are meant --- */

static bool is_tail(const char *path, const char *tail, size_t length)
{
    size_t whole = strlen(path);
    return whole >= length && memcmp(path + whole - length, tail, length) == 0 &&
           (whole == length || path[whole - length - 1] == '/');
}

static bool is_place(const struct frame *frame, const char *site)
{
    const char *colon = strrchr(site, ':');
    if (!colon)
        return frame->function && strcmp(frame->function, site) == 0;
    return frame->file && strtoul(colon + 1, NULL, 10) == frame->line &&
           is_tail(frame->file, site, (size_t)(colon - site));
}

static bool is_id(const struct unit *unit, const char *site)
{
    char *end;
    unsigned long long id = strtoull(site, &end, 16);
    return strlen(site) == 16 && !*end && id == unit->id;
}

/* The call itself, a variable's name, or any frame on the way there. */
static bool is_meant(const struct question *question, const struct unit *unit,
                     const struct cause *cause)
{
    const char *site = question->site;
    bool meant = is_id(unit, site) || strcmp(site, cause->call) == 0 ||
                 (cause->subject && strcmp(site, cause->subject) == 0);
    for (size_t i = 0; !meant && i < cause->stack_count; i++)
        meant = is_place(&cause->stack[i], site);
    return meant;
}

/* --- what speaks for it --- */

static bool accused(const struct report *report, const struct report_region *region, uint64_t unit)
{
    for (size_t i = 0; i < region->cause_count; i++) {
        if (report->causes[region->causes[i]].unit == unit)
            return true;
    }
    return false;
}

static const char *path_of(const struct report *report, size_t region)
{
    return report->outputs->items[report->regions[region].output].path;
}

/* One of a list that is cut where it gets long. */
static void list(struct text *line, size_t *count, const char *first, const char *item)
{
    if (*count < NAMED)
        text_printf(line, "%s%s", *count ? ", " : first, item);
    else if (*count == NAMED)
        text_puts(line, ", ...");
    ++*count;
}

static void add_accusations(const struct question *question, uint64_t unit, struct text *line)
{
    const struct report *report = &question->answer->report;
    size_t count = 0;
    const char *last = NULL;
    for (size_t r = 0; r < report->region_count; r++) {
        const char *path = path_of(report, r);
        if (accused(report, &report->regions[r], unit) && path != last)
            list(line, &count, "it is accused, of ", last = path);
    }
    text_puts(line, count ? "; " : "");
}

static bool is_suspect(const struct suspects *suspects, uint64_t unit)
{
    for (size_t i = 0; i < suspects->count; i++) {
        if (suspects->items[i].unit == unit)
            return true;
    }
    return false;
}

static void add_values(const struct question *question, uint64_t unit, struct text *line)
{
    const struct report *report = &question->answer->report;
    size_t count = 0;
    const char *last = NULL;
    for (size_t r = 0; question->suspects && r < report->region_count; r++) {
        const char *path = path_of(report, r);
        if (is_suspect(&question->suspects[r], unit) && path != last)
            list(line, &count, "something like its value stands in ", last = path);
    }
    if (question->suspects && count == 0)
        text_puts(line, "no value of its stands in what differs");
    if (!question->suspects)
        text_puts(line, "no value of its stands in what differs, or another call's fits better");
}

static bool was_free(const struct report_trial *trial, uint64_t unit)
{
    bool named = false;
    for (size_t i = 0; i < trial->unit_count; i++)
        named |= trial->units[i] == unit;
    return named != trial->hold;
}

/* Free, and the region came out the same. */
static bool clears(const struct report_trial *trial, uint64_t unit, size_t region)
{
    return was_free(trial, unit) && trial->results[region] == TRIAL_EQUAL;
}

static bool cleared(const struct report *report, uint64_t unit, size_t region)
{
    for (size_t t = 0; t < report->trial_count; t++) {
        if (clears(&report->trials[t], unit, region))
            return true;
    }
    return false;
}

static void add_runs(const struct report *report, uint64_t unit, struct text *line)
{
    size_t count = 0;
    for (size_t t = 0; t < report->trial_count; t++) {
        bool any = false;
        for (size_t r = 0; r < report->region_count; r++)
            any |= clears(&report->trials[t], unit, r);
        autofree char *number = xasprintf("%zu", report->trials[t].run + 1);
        if (any)
            list(line, &count, "; free in runs ", number);
    }
}

static void add_trials(const struct question *question, uint64_t unit, struct text *line)
{
    const struct report *report = &question->answer->report;
    size_t open = 0, held = 0;
    const char *first = NULL;
    for (size_t r = 0; r < report->region_count; r++) {
        if (accused(report, &report->regions[r], unit))
            continue;
        bool good = cleared(report, unit, r);
        held += good;
        open += !good;
        first = !good && !first ? path_of(report, r) : first;
    }
    if (held)
        add_runs(report, unit, line);
    if (held)
        text_printf(line, " where %zu other region%s came out the same", held,
                    held == 1 ? "" : "s");
    if (open && report->trial_count)
        text_printf(line, "; not cleared of %zu, first in %s", open, first);
}

/* --- the notes --- */

/* "getenv(TZ) in f at a.c:3" is how the report names it, too. */
static char *name_of(const struct cause *cause)
{
    const struct frame *frame = cause->stack_count ? &cause->stack[0] : NULL;
    struct text name = {0};
    text_puts(&name, cause->call);
    if (cause->subject)
        text_printf(&name, "(%s)", cause->subject);
    if (frame && frame->function)
        text_printf(&name, " in %s()", frame->function);
    if (frame && frame->file)
        text_printf(&name, " at %s:%u", frame->file, frame->line);
    return name.data;
}

static bool note_unit(const struct question *question, const struct unit *unit)
{
    struct answer *answer = question->answer;
    struct cause cause = {0};
    explain_cause(answer->tree, unit, unit->event, NULL, PROOF_SUSPECTED, answer->symbols,
                  answer->report.command, &cause);
    bool meant = is_meant(question, unit, &cause);
    if (meant) {
        struct text line = {0};
        autofree char *name = name_of(&cause);
        text_printf(&line, "%s, %016llx, in %s: ", name, (unsigned long long)unit->id,
                    *cause.process ? cause.process : "the whole tree");
        add_accusations(question, unit->id, &line);
        add_values(question, unit->id, &line);
        add_trials(question, unit->id, &line);
        answer_note(answer, line.data);
    }
    report_cause_free(&cause);
    return meant;
}

void why_not_notes(struct answer *answer, const struct units *units,
                   const struct suspects *suspects)
{
    const struct option_list *sites = &answer->options->why_not;
    for (size_t s = 0; s < sites->count; s++) {
        struct question question = {answer, units, suspects, sites->items[s]};
        bool any = false;
        for (size_t i = 0; i < units->count; i++)
            any |= note_unit(&question, &units->items[i]);
        if (!any)
            answer_note(answer, xasprintf("no call at '%s' returned anything that differed",
                                          sites->items[s]));
    }
}
