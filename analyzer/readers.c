#include "readers.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "calls.h"
#include "events.h"
#include "flow.h"
#include "nearness.h"
#include "util.h"

bool readers_could_be(const struct spot *spot)
{
    const struct call_row *row = call_row(spot->call);
    return row && (row->view || reads_variables(row) || row->source == SOURCE_pid);
}

/* Which varied variable it reads, from 1 on; 0: none. */
static size_t variable_read(const struct readers *r, const struct event *event)
{
    for (size_t i = 0; i < r->units->count; i++) {
        const char *subject = r->units->items[i].subject;
        if (subject && event_reads(event, subject))
            return i + 1;
    }
    return 0;
}

/* What tells the readers of a process apart; 0: no reader of what is shared. */
static uint64_t reader_class(const struct readers *r, const struct wanted *wanted,
                             const struct event *event)
{
    const struct call_row *row = call_row(event->call);
    size_t length = event->detail_length ? strnlen(event->detail, event->detail_length) : 0;
    if (!row->view && reads_variables(row))
        return variable_read(r, event);
    if (!row->view && row->source != SOURCE_pid)
        return 0;
    if (row->source == SOURCE_limits && event->value == UINT64_MAX)
        return 0; /* no limit: none of those that vary */
    if (row->source == SOURCE_stat && wanted_file(wanted, event->detail, length))
        return hash_bytes(event->detail, length, event->value);
    return 1 + event->error;
}

void readers_add(struct readers *r, const struct wanted *wanted, const struct event *event)
{
    uint64_t class = reader_class(r, wanted, event);
    if (class && hashes_add(&r->known, hash_mix(class, event->process, event->call)))
        *array_push(r->items, r->count) = events_hold(r->tree, event);
}

void readers_free(struct readers *readers)
{
    hashes_free(&readers->known);
    free(readers->items);
}

/* --- the one to be named --- */

static bool is_reader(const struct readers *r, const struct unit *unit, const struct event *event)
{
    const struct call_row *row = call_row(event->call);
    if (unit->subject)
        return event_reads(event, unit->subject);
    if (!row || row->source != unit->source)
        return false;
    if (unit->id == unit_of_source(unit->source))
        return row->view && !event->error;
    return units_of_event(r->tree, event) == unit->id;
}

static bool has_part(const char *of, const char *name, size_t length)
{
    for (const char *at = of; length && (at = strchr(at, name[0])); at++) {
        bool begins = at == of || at[-1] == '/';
        if (begins && strncmp(at, name, length) == 0 && !isalnum((unsigned char)at[length]))
            return true;
    }
    return false;
}

#define MANY_PARTS 8

bool readers_own_output(const struct event *event, const char *path)
{
    const char *name = event->detail, *last = last_part(path);
    size_t size = strlen(last), length = name ? strnlen(name, event->detail_length) : 0;
    return call_row(event->call)->source == SOURCE_stat && length >= size &&
           memcmp(name + length - size, last, size) == 0 &&
           (length == size || name[length - size - 1] == '/');
}

/*
 * Whether the file asked about is the one the region speaks of (an archive's member, a compressed
 * file): how many parts of its path, from the last on, are in that name.
 */
static int is_about(const struct event *event, const char *path, const char *member)
{
    const char *name = event->detail, *of = member ? member : path;
    size_t length = name ? strnlen(name, event->detail_length) : 0;
    int parts = 0;
    while (length && name[length - 1] == '/')
        length--;
    if (!member && readers_own_output(event, path))
        return 0;
    for (size_t from = length; from > 0 && parts < MANY_PARTS; from--) {
        if (from > 1 && name[from - 2] != '/')
            continue;
        if (!has_part(of, name + from - 1, length - (from - 1)))
            break;
        parts++;
    }
    return parts;
}

/* What speaks for a reader of file times: it asked about that very file, was told what is seen. */
static int evidence(const struct event *event, const char *path, const char *member,
                    const struct event *seen)
{
    if (call_row(event->call)->source != SOURCE_stat)
        return 0;
    return 2 * is_about(event, path, member) + (seen && event->value == seen->value);
}

/*
 * How likely this reader is the one: by the evidence, then who is nearest, then who asked on
 * purpose: runtimes ask for the id of their main thread and for the zone on their own.
 */
static int reader_score(const struct readers *r, const struct event *event, const char *path,
                        const char *member, const struct event *seen)
{
    const char *call = call_row(event->call)->name;
    return 4 * NEARNESS_LIMIT * evidence(event, path, member, seen) +
           2 * nearness_inherited(r->tree, event->process, path) +
           (strcmp(call, "gettid") != 0 && strcmp(call, "tzset") != 0);
}

/*
 * Whether the variable's value stands in the arguments of a process: then it need not have looked.
 */
static bool was_told(const struct readers *r, uint32_t process, const char *name)
{
    const struct varied_variable *variable = r->variables;
    while (variable->name && strcmp(variable->name, name) != 0)
        variable++;
    if (!variable->name || !*variable->value)
        return false;
    for (const char **word = r->tree->processes[process].argv; *word; word++) {
        if (strstr(*word, variable->value))
            return true;
    }
    return false;
}

const struct event *readers_looked(const struct readers *r, const char *path, const char *member)
{
    const struct event *best = NULL;
    int best_score = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct event *event = r->items[i];
        if (call_row(event->call)->source != SOURCE_stat || !is_about(event, path, member))
            continue;
        int score = reader_score(r, event, path, member, NULL);
        if (score >= best_score) {
            best_score = score;
            best = event;
        }
    }
    return best;
}

/* "$NAME" or "${NAME" in one of its arguments. */
static bool names_it(const struct readers *r, uint32_t process, const char *name)
{
    autofree char *plain = xasprintf("$%s", name);
    autofree char *braced = xasprintf("${%s", name);
    for (const char **word = r->tree->processes[process].argv; *word; word++) {
        if (strstr(*word, plain) || strstr(*word, braced))
            return true;
    }
    return false;
}

typedef bool is_hint(const struct readers *r, uint32_t process, const char *name);

static uint32_t writer_with(const struct readers *r, const char *name, const char *path,
                            is_hint *hint)
{
    const struct tree *tree = r->tree;
    for (size_t i = 0; i < tree->file_count; i++) {
        uint32_t process = tree->files[i].process;
        if (nearness_names(&tree->files[i], path) && hint(r, process, name))
            return process;
    }
    return UINT32_MAX;
}

uint32_t readers_told(const struct readers *r, const struct unit *unit, const char *path)
{
    if (!unit->subject)
        return UINT32_MAX;
    uint32_t told = writer_with(r, unit->subject, path, was_told);
    return told != UINT32_MAX ? told : writer_with(r, unit->subject, path, names_it);
}

static const struct event *read_by(const struct readers *r, const struct unit *unit,
                                   uint32_t process)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct event *event = r->items[i];
        if (event->process == process && is_reader(r, unit, event))
            return event;
    }
    return NULL;
}

uint32_t readers_untold(const struct readers *r, const struct unit *unit, uint32_t process)
{
    const struct process *processes = r->tree->processes;
    while (unit->subject && processes[process].creator >= 0 && was_told(r, process, unit->subject))
        process = (uint32_t)processes[process].creator;
    return process;
}

/* A shell imports all variables; what it was told was read by whoever started it. */
static const struct event *teller(const struct readers *r, const struct unit *unit,
                                  const struct event *reader)
{
    uint32_t untold = readers_untold(r, unit, reader->process);
    const struct event *event = untold == reader->process ? NULL : read_by(r, unit, untold);
    return event ? event : reader;
}

/* A reader that may be the one. */
struct candidate {
    const struct event *event;
    int score;
};

#define MANY_CANDIDATES 16

/*
 * Where nobody who wrote the output read it: of those for whom as much speaks the one whose value
 * has the shortest way there, as far as ways are known.
 */
static const struct event *shortest_way(const struct candidate *candidates, size_t count,
                                        const char *path, const struct flow *flow)
{
    const struct event *best = NULL;
    uint32_t least = UINT32_MAX;
    for (size_t i = 0; i < count; i++) {
        uint32_t cost = flow_cost(flow, candidates[i].event->process, path);
        if (cost < least) {
            least = cost;
            best = candidates[i].event;
        }
    }
    return best;
}

/* The most likely ones, best first; of equally likely ones the last: they come after those that
 * started them. */
static void keep(struct candidate *candidates, size_t *count, struct candidate fresh)
{
    size_t place = *count;
    while (place > 0 && candidates[place - 1].score <= fresh.score)
        place--;
    if (place == MANY_CANDIDATES)
        return;
    *count += *count < MANY_CANDIDATES;
    for (size_t i = *count - 1; i > place; i--)
        candidates[i] = candidates[i - 1];
    candidates[place] = fresh;
}

static size_t with_evidence_of_first(const struct candidate *candidates, size_t count)
{
    size_t alike = 0;
    while (alike < count && candidates[alike].score / (4 * NEARNESS_LIMIT) ==
                                candidates[0].score / (4 * NEARNESS_LIMIT))
        alike++;
    return alike;
}

const struct event *readers_nearest(const struct readers *r, uint64_t id, const char *path,
                                    const char *member, const struct event *seen,
                                    const struct flow *flow)
{
    const struct unit *unit = units_find(r->units, id);
    struct candidate candidates[MANY_CANDIDATES];
    size_t count = 0;
    if (!unit || !unit->event || !unit_is_shared(unit))
        return unit ? unit->event : NULL;
    for (size_t i = 0; i <= r->count; i++) {
        const struct event *event = i == 0 ? seen : r->items[i - 1];
        if (event && is_reader(r, unit, event))
            keep(candidates, &count,
                 (struct candidate){event, reader_score(r, event, path, member, seen)});
    }
    if (count == 0)
        return teller(r, unit, unit->event);
    const struct event *best = candidates[0].event;
    if (flow && nearness_inherited(r->tree, best->process, path) < NEARNESS_WRITER) {
        size_t alike = with_evidence_of_first(candidates, count);
        const struct event *near = shortest_way(candidates, alike, path, flow);
        best = near ? near : best;
    }
    return teller(r, unit, best);
}
