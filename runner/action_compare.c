/* paribus compare of two kept runs: what differs, and which calls the bytes carry.  No re-run. */
#include <stdlib.h>
#include <string.h>
#include "actions.h"
#include "answer.h"
#include "attribute.h"
#include "command.h"
#include "ignore.h"
#include "join.h"
#include "runfile.h"
#include "session.h"
#include "store_runs.h"
#include "util.h"
#include "why_not.h"

#define MAX_SUSPECTED 3

struct comparison {
    const struct options *options;
    struct located runs[2];
    struct runfile file_a, file_b;
    struct tree a, b;
    struct join join;
    struct units units;
    struct outputs *outputs;
    size_t *hidden; /* per rule of --ignore */
};

static int load(struct comparison *c, char **what)
{
    struct outputs_options options = {
        .only = c->options->outputs.items, .include_streams = true, .renames = true};
    const char *run_a = c->runs[0].directory, *run_b = c->runs[1].directory;
    autofree char *left_a = perform_left(run_a);
    autofree char *left_b = perform_left(run_b);
    int error = tree_load(run_a, &c->a, what);
    if (!error)
        error = tree_load(run_b, &c->b, what);
    if (!error)
        error = runfile_read(run_a, &c->file_a, what);
    if (!error)
        error = runfile_read(run_b, &c->file_b, what);
    if (!error)
        error = outputs_compare(left_a, left_b, &options, c->outputs, what);
    if (!error)
        ignore_outputs(c->outputs, &c->options->ignore, c->hidden);
    return error;
}

static void explain_region(struct comparison *c, const struct attribution *attribution,
                           struct answer *answer, struct report_region *region)
{
    struct suspects suspects;
    const struct output *output = &c->outputs->items[region->output];
    bool fresh;
    attribution_suspects(attribution, output_path_in_b(output),
                         &output->divergences[region->divergence], &suspects);
    size_t leading = suspects_leading(&suspects);
    for (size_t i = 0; i < leading && i < MAX_SUSPECTED; i++)
        answer_cause(answer, region, units_find(&c->units, suspects.items[i].unit),
                     suspects.items[i].event, &suspects.items[i], PROOF_SUSPECTED, &fresh);
    if (leading == 0)
        region->unexplained = xstrdup("no value a call returned stands in it; paribus check finds "
                                      "causes by re-running");
    suspects_free(&suspects);
}

static void add_region(struct comparison *c, const struct attribution *attribution,
                       struct answer *answer, size_t output, size_t divergence)
{
    struct report *report = &answer->report;
    struct report_region *region = array_push(report->regions, report->region_count);
    *region = (struct report_region){.output = output, .divergence = divergence};
    explain_region(c, attribution, answer, region);
}

static void explain(struct comparison *c, struct answer *answer)
{
    join_runs(&c->a, &c->b, NULL, NULL, &c->join);
    units_collect(&c->b, c->join.differs, NULL, NULL, &c->units);
    struct attribution *attribution = attribution_new(&c->b, &c->units, NULL, c->outputs);
    for (size_t o = 0; o < c->outputs->count; o++) {
        for (size_t d = 0; d < c->outputs->items[o].divergence_count; d++)
            add_region(c, attribution, answer, o, d);
    }
    attribution_free(attribution);
}

static bool same_command(const struct comparison *c)
{
    char **a = c->file_a.argv, **b = c->file_b.argv;
    while (*a && *b && strcmp(*a, *b) == 0) {
        a++;
        b++;
    }
    return !*a && !*b;
}

static int finish(struct comparison *c)
{
    struct answer answer;
    autofree char *left = perform_left(c->runs[1].directory);
    autofree char *made = xasprintf("%s/tree", left);
    const char *roots[] = {made, NULL};
    answer_begin(&answer, c->options, &c->b, c->outputs, roots);
    answer.report.before = &c->a;
    explain(c, &answer);
    answer.report.verdict = answer.report.region_count ? VERDICT_DIVERGENT : VERDICT_REPRODUCIBLE;
    answer.report.units = c->units.count;
    answer.report.innocent = answer_innocent(&answer, &c->units);
    answer_coverage(&answer, &c->b);
    why_not_notes(&answer, &c->units, NULL);
    ignore_notes(&answer, &c->options->ignore, c->hidden);
    if (!same_command(c))
        answer_note(&answer, xstrdup("the two runs are of different commands"));
    answer_note(&answer,
                xasprintf("calls in both runs: %llu, with another value: %llu; only in the "
                          "first: %llu, only in the second: %llu",
                          (unsigned long long)c->join.both, (unsigned long long)c->join.changed,
                          (unsigned long long)c->join.only_a, (unsigned long long)c->join.only_b));
    if (c->join.unpaired)
        answer_note(&answer,
                    xasprintf("%llu calls are in both runs, but at such different times that their "
                              "values were not compared",
                              (unsigned long long)c->join.unpaired));
    int status = answer_print(&answer);
    answer_end(&answer);
    return status;
}

static int compare_kept(struct comparison *c)
{
    autofree char *what = NULL;
    c->outputs = xcalloc(1, sizeof *c->outputs); /* the report's, once there is one */
    c->hidden = xcalloc(c->options->ignore.count + 1, sizeof *c->hidden);
    int error = load(c, &what);
    int status = EXIT_UNDECIDED;
    if (error) {
        fprintf(stderr, "paribus: %s\n", what ? what : strerror(-error));
        free(c->outputs);
    } else
        status = finish(c);
    free(c->hidden);
    join_free(&c->join);
    units_free(&c->units);
    tree_free(&c->a);
    tree_free(&c->b);
    runfile_free(&c->file_a);
    runfile_free(&c->file_b);
    return status;
}

/* What is neither there nor in the store is no operand. */
static int compare_located(struct comparison *c)
{
    autofree char *what = NULL;
    bool is_run[2];
    for (size_t i = 0; i < 2; i++) {
        if (run_locate(c->options->argv[i], &c->runs[i], &what) != 0) {
            fprintf(stderr, "paribus: %s\n", what);
            return EXIT_MISUSE;
        }
        is_run[i] = rundir_is_run(c->runs[i].directory);
    }
    if (is_run[0] == is_run[1])
        return is_run[0] ? compare_kept(c) : compare_finished(c->options);
    fprintf(stderr, "paribus: '%s' is a kept run, '%s' is none: compare two of a kind\n",
            c->options->argv[is_run[0] ? 0 : 1], c->options->argv[is_run[0] ? 1 : 0]);
    return EXIT_MISUSE;
}

int compare_runs(const struct options *options)
{
    struct comparison c = {.options = options, .runs = {{.lock = -1}, {.lock = -1}}};
    int status = compare_located(&c);
    located_free(&c.runs[0]);
    located_free(&c.runs[1]);
    return status;
}
