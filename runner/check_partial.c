/*
 * Partial runs of a check: whether they pay, which branches are left out, and whether what comes
 * out then is what came out before.  Only then their answers count.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "spare.h"
#include "units.h"
#include "util.h"

/* By default only where a whole run takes long, and more trials are expected than it costs to make
 * sure: one partial run before them, two whole ones after. */
#define LONG_RUN    10.0
#define MANY_TRIALS 6

/* A run with branches left out that takes more than this part of a whole one saves too little. */
#define WORTH 0.7

static int by_value(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* --- what is left out --- */

/* The processes of all suspects: what is asked about has to happen. */
static uint64_t *wanted_images(const struct check *check, size_t *count)
{
    uint64_t *images = NULL;
    *count = 0;
    for (size_t r = 0; r < check->region_count; r++) {
        const struct question *question = &check->questions[r];
        for (size_t i = 0; i < question->candidate_count; i++) {
            const struct unit *unit = units_find(&check->units, question->candidates[i]);
            if (unit && unit->process != UINT32_MAX)
                *array_push(images, *count) = check->varied_tree.processes[unit->process].id;
        }
    }
    if (*count)
        qsort(images, *count, sizeof *images, by_value);
    return images;
}

static int find_branches(struct check *check, const char *root, const char *left,
                         struct branches *branches, char **what)
{
    struct outputs *again = &check->partial.again, varied = {0};
    size_t wanted_count;
    autofree uint64_t *wanted = wanted_images(check, &wanted_count);
    int error = session_compare_all(&check->session, check->pinned, check->again, again, what);
    if (!error)
        error = session_compare_all(&check->session, check->pinned, check->varied, &varied, what);
    if (!error) {
        struct branches_question question = {.pinned = &check->pinned_tree,
                                             .varied = &check->varied_tree,
                                             .compared = {again, &varied},
                                             .root = root,
                                             .left = left,
                                             .wanted = wanted,
                                             .wanted_count = wanted_count};
        error = branches_find(&question, branches, &check->partial.why_not);
    }
    outputs_free(&varied);
    return error == -ENODATA ? 0 : error;
}

static void remember(struct check *check, const struct branches *branches)
{
    struct partial *partial = &check->partial;
    partial->spared = xcalloc(branches->count + 1, sizeof *partial->spared);
    for (size_t i = 0; i < branches->count; i++)
        partial->spared[i] = check->pinned_tree.processes[branches->items[i].process].id;
    partial->spared_count = branches->count;
}

static int prepare(struct check *check, char **what)
{
    struct branches branches = {0};
    autofree char *root = realpath(check->options->tree ? check->options->tree : ".", NULL);
    autofree char *left = perform_left(check->pinned);
    autofree char *from = xasprintf("%s/tree", left);
    check->partial.lists = xasprintf("%s/" SPARE_LISTS, check->session.scratch);
    int error = root ? find_branches(check, root, from, &branches, what) : -errno;
    if (!error && branches.count == 0 && !check->partial.why_not)
        check->partial.why_not = xstrdup("there is nothing in it that could be left out");
    struct spare spare = {check->partial.lists, from, root, check->session.file_epoch};
    if (!error && branches.count)
        error = spare_write(&spare, &check->pinned_tree, &branches, what);
    if (!error)
        remember(check, &branches);
    branches_free(&branches);
    return error;
}

/* --- whether it is the same then --- */

static bool is_stream(const char *path)
{
    return *path == '<';
}

static bool differs_at(const struct outputs *outputs, const char *path)
{
    for (size_t i = 0; i < outputs->count; i++) {
        if (outputs->items[i].state != OUTPUT_EQUAL && strcmp(outputs->items[i].path, path) == 0)
            return true;
    }
    return false;
}

/* The first file that is not what it was; NULL: there is none.  Streams are told apart. */
static const char *first_difference(struct check *check, const struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++) {
        const struct output *output = &outputs->items[i];
        if (output->state == OUTPUT_EQUAL)
            continue;
        if (is_stream(output->path) && strcmp(output->path, "<exit status>") != 0)
            check->partial.streams_differ = true;
        else if (!differs_at(&check->partial.again, output->path))
            return output->path;
    }
    return NULL;
}

static int validate(struct check *check, char **what)
{
    struct rundir_setup setup = {.flags = RUN_FLAG_STACKS, .vary_seed = 2};
    struct performed performed;
    struct outputs outputs = {0};
    autofree char *directory = NULL;
    check_modes(check, setup.mode, MODE_PIN);
    check_modes(check, setup.chosen, MODE_PIN);
    check_spare(check, &setup);
    int error = session_run(&check->session, "pinned", &setup, &directory, &performed, what);
    if (!error)
        error = session_compare_all(&check->session, check->pinned, directory, &outputs, what);
    const char *other = error ? NULL : first_difference(check, &outputs);
    if (other)
        check->partial.why_not =
            xasprintf("'%s' does not come out the same when the rest is put back", other);
    else if (!error && check->options->partial != PARTIAL_ALWAYS &&
             performed.launch.seconds > WORTH * check->session.runs[0].seconds)
        check->partial.why_not = xstrdup("they would save too little");
    outputs_free(&outputs);
    return error;
}

/* --- whether to try --- */

static bool pays(const struct check *check, size_t trials)
{
    if (check->options->partial == PARTIAL_AUTO)
        return check->session.runs[0].seconds >= LONG_RUN && trials >= MANY_TRIALS;
    return check->options->partial == PARTIAL_ALWAYS;
}

int check_partial_begin(struct check *check, size_t trials, char **what)
{
    if (!pays(check, trials))
        return 0;
    if (check->options->max_runs == 0) /* making sure comes on top of what is usual */
        check->session.max_runs += 1 + CONFIRMING_RUNS;
    if (!(check->session.granted & LAUNCH_OVERLAY)) {
        check->partial.why_not = xstrdup("they need an overlay over the tree");
        return 0;
    }
    int error = prepare(check, what);
    if (!error && !check->partial.why_not)
        error = validate(check, what);
    check->partial.on = !error && !check->partial.why_not;
    return error;
}

void check_spare(const struct check *check, struct rundir_setup *setup)
{
    setup->spared = check->partial.spared;
    setup->spared_count = check->partial.spared_count;
    setup->stand_ins = check->partial.lists;
}

bool check_answers_in_part(const struct check *check, size_t region)
{
    return !check->partial.streams_differ || !is_stream(check_output(check, region)->path);
}

bool check_only_in_part(const struct check *check, size_t region)
{
    return check->partial.shown && check->partial.shown[region] == SHOWN_IN_PART;
}

void check_partial_free(struct partial *partial)
{
    free(partial->spared);
    free(partial->lists);
    free(partial->why_not);
    free(partial->shown);
    outputs_free(&partial->again);
}
