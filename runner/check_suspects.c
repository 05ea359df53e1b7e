/* What could be freed, and which of it a region points at. */
#include <stdlib.h>
#include "arrange.h"
#include "attribute.h"
#include "check.h"
#include "util.h"

/* Those of the sources that are varied; ends with a NULL name.  The strings are the session's. */
static struct varied_variable *varied_variables(const struct check *check)
{
    struct varied_variable *list = NULL;
    size_t count = 0;
    for (const struct varied_variable *at = check->session.variables; at->name; at++) {
        if (check->options->mode[at->source] == MODE_VARY)
            *array_push(list, count) = *at;
    }
    *array_push(list, count) = (struct varied_variable){.name = NULL};
    return list;
}

void check_collect_units(struct check *check)
{
    enum source whole[SOURCE_COUNT + 1];
    size_t wholes = 0;
    check->variables = varied_variables(check);
    for (int source = 0; source < SOURCE_COUNT; source++) {
        if (check->options->mode[source] == MODE_VARY && arranged((enum source)source))
            whole[wholes++] = (enum source)source;
    }
    whole[wholes] = SOURCE_COUNT;
    autofree struct freed *freed = freed_by_mode(&check->varied_tree);
    units_collect(&check->varied_tree, freed, check->variables, whole, &check->units);
    check->attribution =
        attribution_new(&check->varied_tree, &check->units, check->variables, check->outputs);
}

/* The units a region points at clearly enough to ask about them first. */
static size_t clear_suspects(const struct check *check, size_t region)
{
    const struct suspects *suspects = &check->suspects[region];
    size_t leading = suspects_leading(suspects);
    if (suspects->count <= MAX_CANDIDATES)
        return suspects->count;
    return leading <= MAX_CANDIDATES ? leading : 0;
}

static void add_candidate(struct question *question, uint64_t unit)
{
    for (size_t i = 0; i < question->candidate_count; i++) {
        if (question->candidates[i] == unit)
            return;
    }
    if (question->candidate_count < MAX_CANDIDATES)
        *array_push(question->candidates, question->candidate_count) = unit;
}

/*
 * A region may well have the cause of a neighbour as well, or instead (a checksum, a date many
 * calls share, a chance likeness): of the same output first, then of any.  It costs no run to ask.
 */
static void borrow_candidates(struct check *check, size_t region, bool same_output)
{
    struct question *question = &check->questions[region];
    for (size_t r = 0; r < check->region_count; r++) {
        bool near = check->regions[r].output == check->regions[region].output;
        for (size_t i = 0; near == same_output && i < clear_suspects(check, r); i++)
            add_candidate(question, check->suspects[r].items[i].unit);
    }
}

/* Where no value is found: permissions are the mask's. */
static void guess_candidate(struct check *check, size_t region)
{
    uint64_t unit = unit_of_source(SOURCE_umask);
    if (check_output(check, region)->state == OUTPUT_MODE && units_find(&check->units, unit))
        add_candidate(&check->questions[region], unit);
}

void check_find_suspects(struct check *check)
{
    check->suspects = xcalloc(check->region_count + 1, sizeof *check->suspects);
    check->questions = xcalloc(check->region_count + 1, sizeof *check->questions);
    for (size_t r = 0; r < check->region_count; r++) {
        attribution_suspects(check->attribution, check_output(check, r)->path,
                             check_divergence(check, r), &check->suspects[r]);
        for (size_t i = 0; i < clear_suspects(check, r); i++)
            add_candidate(&check->questions[r], check->suspects[r].items[i].unit);
        check->questions[r].own = check->questions[r].candidate_count;
    }
    for (size_t r = 0; r < check->region_count; r++) {
        borrow_candidates(check, r, true);
        borrow_candidates(check, r, false);
        if (check->questions[r].candidate_count == 0)
            guess_candidate(check, r);
    }
}
