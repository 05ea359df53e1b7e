/* What could be freed, and which of it a region points at. */
#include <stdlib.h>
#include "arrange.h"
#include "attribute.h"
#include "check.h"
#include "hashes.h"
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

/* What regions [from, to) point at, each unit once, in their order. */
static uint64_t *pointed_at(const struct check *check, size_t from, size_t to, size_t *count)
{
    uint64_t *units = NULL;
    autohashes struct hashes known = {0};
    *count = 0;
    for (size_t r = from; r < to; r++) {
        size_t clear = clear_suspects(check, r);
        for (size_t i = 0; i < clear; i++) {
            uint64_t unit = check->suspects[r].items[i].unit;
            if (hashes_add(&known, unit))
                *array_push(units, *count) = unit;
        }
    }
    return units;
}

static void add_candidates(struct question *question, const uint64_t *units, size_t count)
{
    for (size_t i = 0; i < count && question->candidate_count < MAX_CANDIDATES; i++)
        add_candidate(question, units[i]);
}

/*
 * A region may well have the cause of a neighbour as well, or instead (a checksum, a date many
 * calls share, a chance likeness): of the same output first, then of any.  It costs no run to ask.
 */
static void borrow_candidates(struct check *check)
{
    size_t all_count, near_count;
    autofree uint64_t *all = pointed_at(check, 0, check->region_count, &all_count);
    for (size_t from = 0, to; from < check->region_count; from = to) {
        for (to = from;
             to < check->region_count && check->regions[to].output == check->regions[from].output;)
            to++;
        autofree uint64_t *near = pointed_at(check, from, to, &near_count);
        for (size_t r = from; r < to; r++) {
            add_candidates(&check->questions[r], near, near_count);
            add_candidates(&check->questions[r], all, all_count);
        }
    }
}

bool trial_has(const struct report_trial *trial, uint64_t unit)
{
    for (size_t i = 0; i < trial->unit_count; i++) {
        if (trial->units[i] == unit)
            return true;
    }
    return false;
}

bool check_disproved(const struct check *check, size_t region, uint64_t unit)
{
    bool in_vain[2] = {false, false}; /* freed, held */
    for (size_t t = 0; t < check->trial_count; t++) {
        const struct report_trial *trial = &check->trials[t];
        uint8_t against = trial->hold ? TRIAL_DIFFERS : TRIAL_EQUAL;
        in_vain[trial->hold] |= trial->results[region] == against && trial_has(trial, unit);
    }
    return in_vain[false] && in_vain[true];
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
        attribution_suspects(check->attribution, check_varied_path(check, r),
                             check_divergence(check, r), &check->suspects[r]);
        for (size_t i = 0; i < clear_suspects(check, r); i++)
            add_candidate(&check->questions[r], check->suspects[r].items[i].unit);
        check->questions[r].own = check->questions[r].candidate_count;
    }
    borrow_candidates(check);
    for (size_t r = 0; r < check->region_count; r++) {
        if (check->questions[r].candidate_count == 0)
            guess_candidate(check, r);
    }
}
