/* Which execution, or which process, is named for what a proof found. */
#include <string.h>
#include "check.h"
#include "nearness.h"
#include "util.h"

/* The process of another cause of the region that is a call site: what it was computed with. */
static uint32_t companion(const struct check *check, size_t r)
{
    const struct question *question = &check->questions[r];
    for (size_t i = 0; i < question->cause_count; i++) {
        const struct unit *unit = units_find(&check->units, question->causes[i]);
        if (!unit_is_shared(unit) && unit->process != UINT32_MAX)
            return unit->process;
    }
    return UINT32_MAX;
}

/* The file that was packed as an archive's member, by its name there, without " (header)" and the
 * like; malloc'd. */
static char *packed_file(const char *member)
{
    size_t length = strlen(member);
    const char *part = length && member[length - 1] == ')' ? strrchr(member, '(') : NULL;
    if (part && part > member && (part[-1] == ' ' || part[-1] == '/'))
        length = (size_t)(part - member) - 1;
    return xstrndup(member, length);
}

static uint32_t writer_of(const struct check *check, const struct unit *unit, const char *path)
{
    uint32_t told = readers_told(attribution_readers(check->attribution), unit, path);
    return told != UINT32_MAX ? told : nearness_writer(&check->varied_tree, path);
}

/*
 * Somebody who wrote what differs, rather one that was told the value: of an archive's member who
 * wrote the file that was packed, if that was in the run.
 */
static uint32_t a_writer(const struct check *check, size_t r, const struct unit *unit)
{
    const char *member = check_divergence(check, r)->member;
    autofree char *packed = member ? packed_file(member) : NULL;
    uint32_t process = packed ? writer_of(check, unit, packed) : UINT32_MAX;
    return process != UINT32_MAX ? process : writer_of(check, unit, check_varied_path(check, r));
}

/* Where the value went: into the file that was packed, if that was made in the run; malloc'd. */
static char *made_of(const struct check *check, size_t r)
{
    const char *member = check_divergence(check, r)->member, *path = check_varied_path(check, r);
    autofree char *packed = member ? packed_file(member) : NULL;
    bool made = packed && nearness_writer(&check->varied_tree, packed) != UINT32_MAX;
    return xstrdup(made ? packed : path);
}

static bool is_whole(const struct unit *unit, enum source source)
{
    return unit->source == source && unit->id == unit_of_source(source);
}

/* Who makes a file need not ask for the mask. */
static const struct event *mask_of_writer(const struct check *check, size_t r, struct unit *unit,
                                          const struct event *event)
{
    unit->process = a_writer(check, r, unit);
    return event && event->process == unit->process ? event : NULL;
}

const struct event *check_witness(const struct check *check, size_t r, struct unit *unit,
                                  const struct suspect *suspect, const struct flow *flow)
{
    const struct event *seen = suspect ? suspect->event : NULL;
    const char *path = check_varied_path(check, r);
    const struct readers *readers = attribution_readers(check->attribution);
    const char *member = check_divergence(check, r)->member;
    if (seen && !unit_is_shared(unit))
        return seen;
    autofree char *made = made_of(check, r);
    bool of_file = unit->source == SOURCE_stat; /* times are told by who packs */
    const struct event *event =
        readers_nearest(readers, unit->id, of_file ? path : made, member, seen, flow);
    if (is_whole(unit, SOURCE_umask))
        return mask_of_writer(check, r, unit, event);
    if (is_whole(unit, SOURCE_user) && member && readers_looked(readers, path, member))
        return readers_looked(readers, path, member); /* who owns a file is told with its times */
    if (event || unit->process != UINT32_MAX)
        return event;
    unit->process = seen ? seen->process : companion(check, r);
    if (unit->process == UINT32_MAX)
        unit->process = a_writer(check, r, unit);
    if (unit->process != UINT32_MAX)
        unit->process = readers_untold(readers, unit, unit->process);
    return NULL;
}
