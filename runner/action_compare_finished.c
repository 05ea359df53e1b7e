/* paribus compare of what no run was recorded of: what differs, and what it looks like. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "actions.h"
#include "answer.h"
#include "calls.h"
#include "command.h"
#include "cures.h"
#include "explain.h"
#include "guess.h"
#include "hash.h"
#include "ignore.h"
#include "modes.h"
#include "util.h"

struct finished {
    const struct options *options;
    struct outputs *outputs;
    size_t *hidden; /* per rule of --ignore */
    bool suspected[SOURCE_COUNT];
};

/* --- causes --- */

static uint64_t unit_of(const struct guess *guess)
{
    return hash_mix(guess->source, hash_bytes(guess->looks, strlen(guess->looks), 0),
                    hash_bytes(guess->maker, strlen(guess->maker), 0));
}

/* The cause that such values have in common. */
static size_t cause_of(struct report *report, const struct guess *guess)
{
    uint64_t unit = unit_of(guess);
    for (size_t i = 0; i < report->cause_count; i++)
        if (report->causes[i].unit == unit)
            return i;
    struct cause *cause = array_push(report->causes, report->cause_count);
    *cause = (struct cause){.source = source_name(guess->source),
                            .call = guess->looks,
                            .proof = PROOF_SUSPECTED,
                            .occurrence = 1,
                            .unit = unit,
                            .node = UINT32_MAX,
                            .cure = cure_for(guess->source, "", guess->maker, NULL)};
    explain_evidence(cause, xstrdup(guess->evidence));
    return report->cause_count - 1;
}

static void explain_region(struct finished *finished, struct report *report, size_t output,
                           size_t divergence)
{
    struct guess guess;
    const struct output *item = &finished->outputs->items[output];
    struct report_region *region = array_push(report->regions, report->region_count);
    *region = (struct report_region){.output = output, .divergence = divergence};
    if (guess_region(item, &item->divergences[divergence], &guess)) {
        *array_push(region->causes, region->cause_count) = cause_of(report, &guess);
        finished->suspected[guess.source] = true;
        free(guess.evidence);
    } else {
        region->unexplained = guess.evidence ? guess.evidence
                                             : xstrdup("it has the form of nothing known; paribus "
                                                       "check finds causes by re-running");
    }
}

static void explain(struct finished *finished, struct report *report)
{
    for (size_t o = 0; o < finished->outputs->count; o++)
        for (size_t d = 0; d < finished->outputs->items[o].divergence_count; d++)
            explain_region(finished, report, o, d);
    report->verdict = report->region_count ? VERDICT_DIVERGENT : VERDICT_REPRODUCIBLE;
}

/* --- what to do next --- */

/* "--vary +user,+path ": what check does not vary unless it is asked to. */
static char *vary_option(const struct finished *finished)
{
    uint8_t usual[RUN_MAX_SOURCES];
    struct text text = {0};
    modes_auto(usual, MODE_VARY);
    text_puts(&text, "");
    for (int source = 0; source < SOURCE_COUNT; source++)
        if (finished->suspected[source] && usual[source] != MODE_VARY)
            text_printf(&text, "%s+%s", text.length ? "," : "--vary ", source_names[source]);
    text_puts(&text, text.length ? " " : "");
    return text.data;
}

static void advise(const struct finished *finished, struct answer *answer)
{
    autofree char *vary = vary_option(finished);
    if (answer->report.verdict == VERDICT_REPRODUCIBLE)
        return;
    answer_note(answer, xstrdup("no run was recorded: what differs is certain, the sources are "
                                "guessed by the forms of the values"));
    answer_note(answer, xasprintf("for proof, where it was made: paribus check %s-- the command "
                                  "that makes it",
                                  vary));
    answer_note(answer, xstrdup("of two machines: paribus record -r RUN -- the command, on each, "
                                "then paribus compare of the two runs"));
}

/* --- the whole --- */

static int finish(struct finished *finished)
{
    static const char *const roots[] = {NULL};
    static const struct tree none;
    struct answer answer;
    answer_begin(&answer, finished->options, &none, finished->outputs, roots);
    answer.report.after = NULL;
    explain(finished, &answer.report);
    ignore_notes(&answer, &finished->options->ignore, finished->hidden);
    advise(finished, &answer);
    int status = answer_print(&answer);
    answer_end(&answer);
    return status;
}

static int failed(int error, const char *what)
{
    if (error == -ENOTDIR)
        fprintf(stderr, "paribus: '%s' is a file, the other a directory: compare two of a kind\n",
                what);
    else if (error == -EINVAL)
        fprintf(stderr, "paribus: '%s' is neither a file nor a directory\n", what);
    else
        fprintf(stderr, "paribus: cannot read '%s': %s\n", what, strerror(-error));
    return error == -ENOTDIR || error == -EINVAL || error == -ENOENT ? EXIT_MISUSE : EXIT_UNDECIDED;
}

int compare_finished(const struct options *options)
{
    struct finished finished = {.options = options, .outputs = xcalloc(1, sizeof(struct outputs))};
    struct outputs_options wanted = {.only = options->outputs.items};
    autofree char *what = NULL;
    finished.hidden = xcalloc(options->ignore.count + 1, sizeof *finished.hidden);
    int error = outputs_compare_finished(options->argv[0], options->argv[1], &wanted,
                                         finished.outputs, &what);
    int status = EXIT_UNDECIDED;
    if (error) {
        status = failed(error, what);
        free(finished.outputs);
    } else {
        ignore_outputs(finished.outputs, &options->ignore, finished.hidden);
        status = finish(&finished);
    }
    free(finished.hidden);
    return status;
}
