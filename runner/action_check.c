/* paribus check: run, control, vary, explain, prove. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "actions.h"
#include "answer.h"
#include "arrange.h"
#include "attribute.h"
#include "command.h"
#include "explain.h"
#include "ignore.h"
#include "nearness.h"
#include "prove.h"
#include "session.h"
#include "util.h"

#define MAX_CANDIDATES 8

/* Everything one check knows. */
struct check {
    const struct options *options;
    struct session session;
    char *pinned, *again, *varied; /* run directories */
    struct tree pinned_tree, varied_tree;
    struct units units;
    struct attribution *attribution;
    struct outputs control;  /* pinned against pinned again */
    struct outputs *outputs; /* pinned against varied */
    struct report_region *regions;
    struct suspects *suspects;  /* per region */
    struct question *questions; /* per region */
    size_t region_count;
    struct report_trial *trials;
    size_t trial_count;
    const char **paths; /* of the divergent outputs, NULL-terminated */
    int status;         /* of the command, pinned */
};

/* --- the runs --- */

static void set_modes(const struct check *check, uint8_t *modes, enum mode mode)
{
    for (int source = 0; source < SOURCE_COUNT; source++) {
        uint8_t asked = check->options->mode[source];
        modes[source] = asked == MODE_VARY ? mode : asked;
    }
}

static int run_in_mode(struct check *check, const char *purpose, enum mode mode, char **directory,
                       char **what)
{
    struct rundir_setup setup = {.flags = RUN_FLAG_TRACE | RUN_FLAG_STACKS | RUN_FLAG_FILES,
                                 .vary_seed = 2};
    struct performed performed;
    if (mode == MODE_VARY) {
        rundir_modes(&setup, check->options);
    } else {
        set_modes(check, setup.mode, mode);
        memcpy(setup.chosen, setup.mode, sizeof setup.chosen);
    }
    int error = session_run(&check->session, purpose, &setup, directory, &performed, what);
    if (!error && mode == MODE_PIN)
        check->status = performed.status;
    return error;
}

static int run_three(struct check *check, char **what)
{
    int error = run_in_mode(check, "pinned", MODE_PIN, &check->pinned, what);
    if (!error)
        error = run_in_mode(check, "pinned again", MODE_PIN, &check->again, what);
    if (!error)
        error = session_compare(&check->session, check->pinned, check->again, NULL, &check->control,
                                what);
    if (!error)
        error = run_in_mode(check, "varied", MODE_VARY, &check->varied, what);
    if (!error)
        error = session_compare(&check->session, check->pinned, check->varied, NULL, check->outputs,
                                what);
    if (!error)
        error = tree_load(check->pinned, &check->pinned_tree, what);
    if (!error)
        error = tree_load(check->varied, &check->varied_tree, what);
    return error;
}

/* --- regions --- */

static struct output *output_of(const struct check *check, size_t region)
{
    return &check->outputs->items[check->regions[region].output];
}

static struct divergence *divergence_of(const struct check *check, size_t region)
{
    return &output_of(check, region)->divergences[check->regions[region].divergence];
}

static bool unstable(const struct check *check, size_t region)
{
    return check->questions[region].state == QUESTION_UNSTABLE ||
           outputs_overlap(&check->control, output_of(check, region)->path,
                           divergence_of(check, region));
}

/* Where two pinned runs differ but the varied one happened not to, the control tells. */
static void adopt_control(struct check *check)
{
    if (outputs_differing(check->outputs) == 0 && outputs_differing(&check->control) > 0) {
        struct outputs swap = *check->outputs;
        *check->outputs = check->control;
        check->control = swap;
    }
}

static void collect_regions(struct check *check)
{
    size_t paths = 0;
    for (size_t o = 0; o < check->outputs->count; o++) {
        const struct output *output = &check->outputs->items[o];
        if (output->state == OUTPUT_EQUAL)
            continue;
        *array_push(check->paths, paths) = output->path;
        for (size_t d = 0; d < output->divergence_count; d++)
            *array_push(check->regions, check->region_count) =
                (struct report_region){.output = o, .divergence = d};
    }
    *array_push(check->paths, paths) = NULL;
}

/* --- suspects --- */

static bool is_varied(const struct event *event, void *context)
{
    (void)context;
    return event->mode == MODE_VARY;
}

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

static void collect_units(struct check *check)
{
    enum source whole[SOURCE_COUNT + 1];
    size_t wholes = 0;
    autofree struct varied_variable *variables = varied_variables(check);
    for (int source = 0; source < SOURCE_COUNT; source++) {
        if (check->options->mode[source] == MODE_VARY && arranged((enum source)source))
            whole[wholes++] = (enum source)source;
    }
    whole[wholes] = SOURCE_COUNT;
    units_collect(&check->varied_tree, is_varied, NULL, variables, whole, &check->units);
    check->attribution = attribution_new(&check->varied_tree, &check->units, variables);
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

/* Where no value is found: permissions are the mask's, else addresses are a good guess. */
static void guess_candidate(struct check *check, size_t region)
{
    bool mode = output_of(check, region)->state == OUTPUT_MODE;
    uint64_t unit = unit_of_source(mode ? SOURCE_umask : SOURCE_memory);
    if (units_find(&check->units, unit))
        add_candidate(&check->questions[region], unit);
}

static void find_suspects(struct check *check)
{
    check->suspects = xcalloc(check->region_count + 1, sizeof *check->suspects);
    check->questions = xcalloc(check->region_count + 1, sizeof *check->questions);
    for (size_t r = 0; r < check->region_count; r++) {
        attribution_suspects(check->attribution, output_of(check, r)->path, divergence_of(check, r),
                             &check->suspects[r]);
        for (size_t i = 0; i < clear_suspects(check, r); i++)
            add_candidate(&check->questions[r], check->suspects[r].items[i].unit);
    }
    for (size_t r = 0; r < check->region_count; r++) {
        borrow_candidates(check, r, true);
        borrow_candidates(check, r, false);
        if (check->questions[r].candidate_count == 0)
            guess_candidate(check, r);
    }
}

/* --- proof --- */

struct trials {
    struct check *check;
    const size_t *region_of; /* per question asked */
    size_t count;
    char **what;
};

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
                                 .vary_seed = 2,
                                 .units = trial->units,
                                 .unit_count = trial->count};
    struct performed performed;
    struct outputs probe = {0};
    autofree char *directory = NULL;
    set_modes(check, setup.mode, trial->hold ? MODE_VARY : MODE_PIN);
    set_modes(check, setup.chosen, trial->hold ? MODE_PIN : MODE_VARY);
    int error = session_run(&check->session, purpose_of(trial), &setup, &directory, &performed,
                            trials->what);
    if (!error)
        error = session_compare(&check->session, check->pinned, directory, check->paths, &probe,
                                trials->what);
    for (size_t q = 0; !error && q < trials->count; q++) {
        size_t region = trials->region_of[q];
        differs[q] =
            outputs_overlap(&probe, output_of(check, region)->path, divergence_of(check, region));
    }
    if (!error)
        keep_trial(trials, trial, differs);
    outputs_free(&probe);
    return error;
}

static uint64_t *all_units(const struct check *check)
{
    uint64_t *units = xcalloc(check->units.count + 1, sizeof *units);
    for (size_t i = 0; i < check->units.count; i++)
        units[i] = check->units.items[i].id;
    return units;
}

/* Only stable regions are asked about. */
static int prove_regions(struct check *check, char **what)
{
    autofree size_t *region_of = xcalloc(check->region_count + 1, sizeof *region_of);
    autofree struct question *asked = xcalloc(check->region_count + 1, sizeof *asked);
    autofree uint64_t *units = all_units(check);
    size_t count = 0;
    for (size_t r = 0; r < check->region_count; r++) {
        if (unstable(check, r))
            continue;
        region_of[count] = r;
        asked[count++] = check->questions[r];
    }
    struct trials trials = {check, region_of, count, what};
    struct prover prover = {.questions = asked,
                            .question_count = count,
                            .units = units,
                            .unit_count = check->units.count,
                            .run = run_trial,
                            .context = &trials};
    int error = count ? prove(&prover) : 0;
    for (size_t q = 0; q < count; q++)
        check->questions[region_of[q]] = asked[q];
    return error;
}

/* --- the answer --- */

static const struct suspect *suspect_of(const struct check *check, size_t region, uint64_t unit)
{
    for (size_t i = 0; i < check->suspects[region].count; i++) {
        if (check->suspects[region].items[i].unit == unit)
            return &check->suspects[region].items[i];
    }
    return NULL;
}

static void proof_sentences(const struct question *question, struct cause *cause)
{
    const char *alone = question->joint ? "varied together with its partners, all else pinned"
                                        : "varied alone, all else pinned";
    const char *held = question->cause_count > 1
                           ? "pinned together with the others, all else varied"
                           : "pinned alone, all else varied";
    explain_evidence(cause, xasprintf("%s: the region differs", alone));
    if (question->state == QUESTION_PROVEN)
        explain_evidence(cause, xasprintf("%s: the region is equal", held));
    else
        explain_evidence(cause, xasprintf("%s: something else still makes it differ", held));
}

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

/*
 * The event that shows who read what `unit` frees.  Where no call shows it, *unit is given a
 * process: the one whose value the region carries, or a companion's, else the one that wrote the
 * output.
 */
static const struct event *witness(const struct check *check, size_t r, struct unit *unit,
                                   const struct suspect *suspect)
{
    const struct event *seen = suspect ? suspect->event : NULL;
    const char *path = output_of(check, r)->path;
    if (seen && !unit_is_shared(unit))
        return seen;
    const struct event *event =
        attribution_reader(check->attribution, unit->id, path, divergence_of(check, r)->member);
    if (event || unit->process != UINT32_MAX)
        return event;
    unit->process = seen ? seen->process : companion(check, r);
    if (unit->process == UINT32_MAX)
        unit->process = nearness_writer(&check->varied_tree, path);
    return NULL;
}

static void add_proven(struct check *check, struct answer *answer, size_t r)
{
    const struct question *question = &check->questions[r];
    enum proof proof = question->state == QUESTION_PROVEN ? PROOF_PROVEN : PROOF_SUSPECTED;
    for (size_t i = 0; i < question->cause_count; i++) {
        uint64_t unit = question->causes[i];
        const struct suspect *suspect = suspect_of(check, r, unit);
        struct unit found = *units_find(&check->units, unit);
        const struct event *event = witness(check, r, &found, suspect);
        bool fresh;
        struct cause *cause = answer_cause(answer, &check->regions[r], &found, event,
                                           suspect ? suspect->form : NULL, proof, &fresh);
        if (fresh)
            proof_sentences(question, cause);
        if (fresh && !event && unit_is_shared(&found) && found.source != SOURCE_pid)
            explain_evidence(cause, xstrdup("no call shows who read it: the process is a guess, by "
                                            "who wrote the output and what else it depends on"));
    }
}

static void add_suspected(struct check *check, struct answer *answer, size_t r)
{
    const struct suspects *suspects = &check->suspects[r];
    size_t leading = suspects_leading(suspects);
    bool fresh;
    for (size_t i = 0; i < leading && i < MAX_CANDIDATES; i++) {
        const struct suspect *suspect = &suspects->items[i];
        struct unit unit = *units_find(&check->units, suspect->unit);
        const struct event *event = witness(check, r, &unit, suspect);
        answer_cause(answer, &check->regions[r], &unit, event, suspect->form, PROOF_SUSPECTED,
                     &fresh);
    }
    if (leading == 0 && !check->options->no_prove)
        check->regions[r].unexplained =
            xstrdup("differs when everything is varied, but no cause could be confirmed within the "
                    "runs allowed (--max-runs)");
    else if (leading == 0)
        check->regions[r].unexplained =
            xstrdup("no value found in it; without --no-prove its cause would be searched for");
}

/* What lets an output differ although everything we control was held. */
static char *likely_escape(const struct check *check)
{
    const struct tree *tree = &check->pinned_tree;
    bool pids =
        check->options->mode[SOURCE_pid] == MODE_OFF || check->session.granted & LAUNCH_PIDS;
    const char *uncovered = tree->escape_count            ? tree->escapes[0].command
                            : tree->counters->images == 0 ? check->options->argv[0]
                                                          : NULL;
    if (uncovered)
        return xasprintf("differs with everything pinned; likely escape: the uncovered program %s",
                         uncovered);
    if (!pids)
        return xstrdup("differs with everything pinned; likely escape: process ids, which this "
                       "machine does not let us choose");
    if (answer_is_threaded(tree))
        return xstrdup(
            "differs with everything pinned; likely escape: threads or processes racing");
    return xstrdup("differs with everything pinned; likely escapes: processes racing, the network, "
                   "the processor, files outside the tree");
}

static void fill_regions(struct check *check, struct answer *answer)
{
    for (size_t r = 0; r < check->region_count; r++) {
        if (unstable(check, r))
            check->regions[r].unexplained = likely_escape(check);
        else if (check->questions[r].cause_count)
            add_proven(check, answer, r);
        else
            add_suspected(check, answer, r);
    }
}

static enum verdict verdict_of(const struct check *check)
{
    bool any = false, explained = false;
    for (size_t r = 0; r < check->region_count; r++) {
        any = true;
        explained |= !unstable(check, r);
    }
    return explained ? VERDICT_DIVERGENT : any ? VERDICT_UNEXPLAINED : VERDICT_REPRODUCIBLE;
}

static void add_notes(const struct check *check, struct answer *answer)
{
    const char *gaps[ARRANGE_GAPS];
    uint8_t mode[RUN_MAX_SOURCES];
    set_modes(check, mode, MODE_PIN);
    size_t count = arrange_gaps(mode, check->session.granted, gaps);
    for (size_t i = 0; i < count; i++)
        answer_note(answer, xstrdup(gaps[i]));
    if (check->status)
        answer_note(answer, xasprintf("the command fails: exit status %d with everything pinned",
                                      check->status));
}

static int finish(struct check *check)
{
    struct answer answer;
    autofree char *left = perform_left(check->varied);
    autofree char *made = xasprintf("%s/tree", left);
    autofree char *tree = realpath(check->options->tree ? check->options->tree : ".", NULL);
    const char *roots[] = {made, tree, NULL};
    answer_begin(&answer, check->options, &check->varied_tree, check->outputs, roots);
    answer.report.command = check->options->argv;
    fill_regions(check, &answer);
    answer.report.verdict = verdict_of(check);
    answer.report.regions = check->regions;
    answer.report.region_count = check->region_count;
    answer.report.trials = check->trials;
    answer.report.trial_count = check->trial_count;
    answer.report.before = &check->pinned_tree;
    answer.report.scratch = check->session.scratch;
    answer.report.runs = check->session.runs;
    answer.report.run_count = check->session.run_count;
    answer.report.innocent = answer_innocent(&answer, &check->units);
    answer_coverage(&answer, &check->pinned_tree);
    add_notes(check, &answer);
    ignore_notes(&answer, &check->options->ignore, check->session.hidden);
    if (answer.report.verdict == VERDICT_REPRODUCIBLE && answer.report.escape_count)
        answer.report.headline = xstrdup("reproducible as far as it could be seen: see what was "
                                         "not covered");
    int status = answer_print(&answer);
    if (status == EXIT_REPRODUCIBLE && check->status)
        status = EXIT_UNDECIDED;
    answer_end(&answer);
    return status;
}

/* An --output that names nothing is more likely a slip than a wish. */
static int refuse_nothing(const struct check *check, char **what)
{
    if (check->options->outputs.count == 0 || check->outputs->count > 0)
        return 0;
    *what = xasprintf("no output matches --output '%s'", check->options->outputs.items[0]);
    return -ENOENT;
}

static int run_check(struct check *check, char **what)
{
    int error = session_open(check->options, &check->session, what);
    if (!error)
        error = run_three(check, what);
    if (!error)
        error = refuse_nothing(check, what);
    if (error)
        return error;
    adopt_control(check);
    collect_regions(check);
    collect_units(check);
    find_suspects(check);
    if (!check->options->no_prove)
        error = prove_regions(check, what);
    return error == -EDQUOT ? 0 : error;
}

static void free_check(struct check *check)
{
    for (size_t r = 0; r < check->region_count && check->questions; r++) {
        free(check->questions[r].candidates);
        free(check->questions[r].causes);
        suspects_free(&check->suspects[r]);
    }
    free(check->questions);
    free(check->suspects);
    free(check->paths);
    attribution_free(check->attribution);
    units_free(&check->units);
    tree_free(&check->pinned_tree);
    tree_free(&check->varied_tree);
    outputs_free(&check->control);
    free(check->pinned);
    free(check->again);
    free(check->varied);
}

int check_command(const struct options *options)
{
    struct check check = {.options = options, .outputs = xcalloc(1, sizeof(struct outputs))};
    autofree char *what = NULL;
    autofree char *closing = NULL;
    int error = run_check(&check, &what);
    int status = EXIT_UNDECIDED;
    if (error)
        fprintf(stderr, "paribus: %s\n", what ? what : strerror(-error));
    else
        status = finish(&check);
    free_check(&check);
    if (session_close(&check.session, &closing) != 0) {
        fprintf(stderr, "paribus: %s\n", closing);
        status = EXIT_UNDECIDED;
    }
    return status;
}
