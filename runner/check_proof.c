/* The trials of a proof: what is freed, and which regions differ then. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "check.h"
#include "likely.h"
#include "util.h"

struct trials {
    struct check *check;
    const size_t *region_of; /* per question asked */
    const struct question *asked;
    size_t count;
    bool partial; /* the runs are */
    char **what;
};

/* For those who wait. */
static void tell_progress(const struct trials *trials)
{
    size_t proven = 0;
    for (size_t q = 0; q < trials->count; q++)
        proven += trials->asked[q].state == QUESTION_PROVEN;
    size_t outputs = outputs_differing(trials->check->outputs);
    session_know(&trials->check->session,
                 xasprintf("%zu output%s differ%s, %zu of %zu regions proven", outputs,
                           outputs == 1 ? "" : "s", outputs == 1 ? "s" : "", proven,
                           trials->count));
}

static const char *purpose_of(const struct trial *trial)
{
    if (trial->count == 0 && !trial->hold)
        return "pinned once more";
    if (trial->count == 1)
        return trial->hold ? "one suspect held, the rest varied" : "one suspect varied alone";
    return trial->hold ? "some suspects held, the rest varied" : "some suspects varied alone";
}

/* What came of a trial, for the report. */
static void keep_trial(const struct trials *trials, const struct trial *trial, const bool *differs)
{
    struct check *check = trials->check;
    struct report_trial *kept = array_push(check->trials, check->trial_count);
    *kept = (struct report_trial){.run = check->session.run_count - 1,
                                  .hold = trial->hold,
                                  .units = xcalloc(trial->count + 1, sizeof *kept->units),
                                  .unit_count = trial->count,
                                  .results = xcalloc(check->region_count + 1, 1)};
    if (trial->count)
        memcpy(kept->units, trial->units, trial->count * sizeof *kept->units);
    for (size_t q = 0; q < trials->count; q++)
        kept->results[trials->region_of[q]] = differs[q] ? TRIAL_DIFFERS : TRIAL_EQUAL;
}

static int run_trial(const struct trial *trial, bool *differs, void *context)
{
    struct trials *trials = context;
    struct check *check = trials->check;
    struct rundir_setup setup = {.flags = RUN_FLAG_STACKS,
                                 .vary_seed = 2 + trial->nth,
                                 .units = trial->units,
                                 .unit_count = trial->count};
    struct performed performed;
    struct outputs probe = {0};
    autofree char *directory = NULL;
    if (trials->partial && check->session.run_count + CONFIRMING_RUNS >= check->session.max_runs)
        return -EDQUOT;
    tell_progress(trials);
    check_modes(check, setup.mode, trial->hold ? MODE_VARY : MODE_PIN);
    check_modes(check, setup.chosen, trial->hold ? MODE_PIN : MODE_VARY);
    for (int source = 0; source < SOURCE_COUNT; source++) {
        if (trial->groups >> source & 1)
            setup.mode[source] = setup.chosen[source];
    }
    if (trials->partial)
        check_spare(check, &setup);
    int error = session_run(&check->session, purpose_of(trial), &setup, &directory, &performed,
                            trials->what);
    if (!error)
        error = session_compare(&check->session, check->pinned, directory, check->paths, &probe,
                                trials->what);
    for (size_t q = 0; !error && q < trials->count; q++) {
        size_t region = trials->region_of[q];
        differs[q] = outputs_overlap(&probe, check_output(check, region)->path,
                                     check_divergence(check, region));
    }
    if (!error)
        keep_trial(trials, trial, differs);
    outputs_free(&probe);
    return error;
}

/* Everything that could be freed, likely causes of what is asked about first. */
static uint64_t *all_units(const struct check *check, const size_t *region_of, size_t count)
{
    autofree const char **paths = xcalloc(count + 1, sizeof *paths);
    for (size_t q = 0; q < count; q++)
        paths[q] = check_varied_path(check, region_of[q]);
    return likely_order(&check->varied_tree, &check->units, paths);
}

static size_t place_of(const uint64_t *units, size_t count, uint64_t unit)
{
    size_t at = 0;
    while (at < count && units[at] != unit)
        at++;
    return at;
}

/* Likely causes first; there are few. */
static void sort_causes(struct question *question, const uint64_t *units, size_t count)
{
    for (size_t i = 1; i < question->cause_count; i++) {
        uint64_t unit = question->causes[i];
        size_t place = place_of(units, count, unit), at = i;
        for (; at > 0 && place_of(units, count, question->causes[at - 1]) > place; at--)
            question->causes[at] = question->causes[at - 1];
        question->causes[at] = unit;
    }
}

static uint8_t *sources_of(const struct check *check, const uint64_t *units)
{
    static_assert(SOURCE_COUNT <= 32, "a bit for each");
    uint8_t *sources = xcalloc(check->units.count + 1, sizeof *sources);
    for (size_t i = 0; i < check->units.count; i++)
        sources[i] = (uint8_t)units_find(&check->units, units[i])->source;
    return sources;
}

static bool is_asked(const struct check *check, size_t region, bool partial)
{
    return !check_unstable(check, region) && check->questions[region].state == QUESTION_OPEN &&
           (!partial || check_answers_in_part(check, region));
}

static size_t collect(const struct check *check, bool partial, size_t *region_of)
{
    size_t count = 0;
    for (size_t r = 0; r < check->region_count; r++) {
        if (is_asked(check, r, partial))
            region_of[count++] = r;
    }
    return count;
}

/* Only stable regions are asked about, and none twice. */
static int ask(struct check *check, bool partial, char **what)
{
    autofree size_t *region_of = xcalloc(check->region_count + 1, sizeof *region_of);
    autofree struct question *asked = xcalloc(check->region_count + 1, sizeof *asked);
    size_t count = collect(check, partial, region_of);
    for (size_t q = 0; q < count; q++)
        asked[q] = check->questions[region_of[q]];
    autofree uint64_t *units = all_units(check, region_of, count);
    autofree uint8_t *sources = sources_of(check, units);
    struct trials trials = {check, region_of, asked, count, partial, what};
    struct prover prover = {.questions = asked,
                            .question_count = count,
                            .units = units,
                            .unit_count = check->units.count,
                            .group_of = sources,
                            .run = run_trial,
                            .context = &trials};
    check->session.expected_runs =
        (unsigned)(check->session.run_count + prove_expected(&prover) + (partial ? 2 : 0));
    int error = count ? prove(&prover) : 0;
    for (size_t q = 0; q < count; q++) {
        sort_causes(&asked[q], units, check->units.count);
        check->questions[region_of[q]] = asked[q];
        if (partial && asked[q].cause_count)
            check->partial.shown[region_of[q]] = SHOWN_IN_PART;
        if (partial && asked[q].state == QUESTION_GROUPS) /* whole sources are for whole runs */
            prove_reopen(&check->questions[region_of[q]]);
    }
    return error;
}

/* --- what partial runs have shown is shown once more by whole ones --- */

static bool has_been_shown(const struct question *question, bool freed_differs, bool held_differs)
{
    return freed_differs && (!held_differs || question->state == QUESTION_INFLUENCE);
}

static int confirm_in_full(struct check *check, char **what)
{
    autofree size_t *region_of = xcalloc(check->region_count + 1, sizeof *region_of);
    autofree struct question *asked = xcalloc(check->region_count + 1, sizeof *asked);
    autofree bool *freed = xcalloc(check->region_count + 1, sizeof *freed);
    autofree bool *held = xcalloc(check->region_count + 1, sizeof *held);
    size_t count = 0;
    for (size_t r = 0; r < check->region_count; r++) {
        if (check->partial.shown[r] != SHOWN_IN_PART)
            continue;
        region_of[count] = r;
        asked[count++] = check->questions[r];
    }
    if (count == 0)
        return 0;
    struct trials trials = {check, region_of, asked, count, false, what};
    struct prover prover = {
        .questions = asked, .question_count = count, .run = run_trial, .context = &trials};
    int error = prove_together(&prover, freed, held);
    for (size_t q = 0; !error && q < count; q++) {
        struct question *question = &check->questions[region_of[q]];
        bool again = has_been_shown(question, freed[q], held[q]);
        check->partial.shown[region_of[q]] = again ? SHOWN_IN_BOTH : SHOWN_IN_FULL;
        if (!again)
            prove_reopen(question);
    }
    return error;
}

static size_t expected_trials(const struct check *check)
{
    struct prover prover = {.questions = check->questions,
                            .question_count = check->region_count,
                            .unit_count = check->units.count};
    return prove_expected(&prover);
}

/* Partial runs where they pay, and what they leave open by whole ones. */
int check_prove(struct check *check, char **what)
{
    autofree size_t *region_of = xcalloc(check->region_count + 1, sizeof *region_of);
    check->partial.shown = xcalloc(check->region_count + 1, sizeof *check->partial.shown);
    if (collect(check, false, region_of) == 0)
        return 0;
    int error = check_partial_begin(check, expected_trials(check), what);
    if (!error && check->partial.on)
        error = ask(check, true, what);
    if (!error && check->partial.on)
        error = confirm_in_full(check, what);
    return error ? error : ask(check, false, what);
}
