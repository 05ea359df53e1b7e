/* The report of a check. */
#include <stdlib.h>
#include <string.h>
#include "answer.h"
#include "arrange.h"
#include "check.h"
#include "command.h"
#include "ignore.h"
#include "nearness.h"
#include "util.h"
#include "why_not.h"

static enum verdict verdict_of(const struct check *check)
{
    bool any = false, explained = false;
    for (size_t r = 0; r < check->region_count; r++) {
        any = true;
        explained |= !check_unstable(check, r) || check->questions[r].cause_count > 0;
    }
    if (check->session.interrupted || !check->varied_tree.counters)
        return VERDICT_UNDECIDED;
    return explained ? VERDICT_DIVERGENT : any ? VERDICT_UNEXPLAINED : VERDICT_REPRODUCIBLE;
}

/* Regions whose cause was to be proven and is not. */
static size_t left_open(const struct check *check)
{
    size_t open = 0;
    for (size_t r = 0; r < check->region_count; r++)
        open += !check_unstable(check, r) &&
                (check->questions[r].state == QUESTION_OPEN || check_only_in_part(check, r));
    return open;
}

/* Why there were no more runs, and what that leaves open; NULL: nothing. */
static char *ended_early(const struct check *check)
{
    size_t open = left_open(check);
    const char *why = check->session.stopped;
    if (!why || (open == 0 && verdict_of(check) != VERDICT_UNDECIDED))
        return NULL;
    if (!check->varied_tree.counters)
        return xasprintf("%s; what differs when everything is varied is not known", why);
    return xasprintf("%s; %zu of %zu differing region%s left without a proven cause", why, open,
                     check->region_count, check->region_count == 1 ? " is" : "s are");
}

#define LAST_WORDS 100 /* bytes */

/* The last line a run left on standard error; NULL: none. */
static char *last_words(const char *run)
{
    size_t length = 0;
    autofree char *left = perform_left(run), *said = NULL;
    autofree char *path = xasprintf("%s/stderr", left);
    if (read_whole_file(path, &said, &length) != 0)
        return NULL;
    while (length && strchr("\n\r ", said[length - 1]))
        said[--length] = '\0';
    const char *newline = strrchr(said, '\n'), *line = newline ? newline + 1 : said;
    return *line ? xstrndup(line, strnlen(line, LAST_WORDS)) : NULL;
}

static void note_failure(const struct check *check, struct answer *answer)
{
    autofree char *said = last_words(check->pinned);
    answer_note(answer, xasprintf("the command fails: exit status %d with everything pinned%s%s",
                                  check->status, said ? "; it said: " : "", said ? said : ""));
}

static void add_notes(const struct check *check, struct answer *answer)
{
    const char *gaps[ARRANGE_GAPS];
    uint8_t mode[RUN_MAX_SOURCES];
    check_modes(check, mode, MODE_PIN);
    size_t count = check->session.run_count ? arrange_gaps(mode, check->session.granted, gaps) : 0;
    for (size_t i = 0; i < count; i++)
        answer_note(answer, xstrdup(gaps[i]));
    if (check->options->audit && !check->pinned_tree.audited)
        answer_note(answer, xstrdup("not audited: this machine refuses seccomp(2)"));
    if (check->partial.on)
        answer_note(answer, xasprintf("partial runs left out %zu branches of the process tree and "
                                      "put back what they leave",
                                      check->partial.spared_count));
    if (check->partial.why_not)
        answer_note(answer, xasprintf("no partial runs: %s", check->partial.why_not));
    if (check->status)
        note_failure(check, answer);
    if (check->session.left_behind)
        answer_note(answer, perform_left_behind(check->session.left_behind));
}

#define NAMED 3 /* outputs */

/* The outputs that a program may have written which was not covered; "": none is known. */
static char *unseen_outputs(const struct check *check)
{
    struct text names = {0};
    const struct tree *tree = &check->pinned_tree;
    size_t count = 0;
    text_puts(&names, "");
    for (size_t i = 0; tree->escape_count && i < check->outputs->count; i++) {
        const char *path = check->outputs->items[i].path;
        if (path[0] == '<' || !nearness_unseen(tree, path) || count++ >= NAMED)
            continue;
        text_puts(&names, count > 1 ? ", " : "");
        text_escape(&names, path, strlen(path));
    }
    if (count > NAMED)
        text_printf(&names, " and %zu more", count - NAMED);
    return names.data;
}

static char *as_far_as_seen(const struct check *check)
{
    autofree char *names = unseen_outputs(check);
    if (!*names)
        return xstrdup("reproducible as far as it could be seen: see what was not covered");
    return xasprintf("reproducible as far as it could be seen: a program that was not covered may "
                     "have written %s",
                     names);
}

/* A command that fails leaves little to compare. */
static void say_undecided(struct answer *answer)
{
    answer->report.verdict = VERDICT_UNDECIDED;
    free(answer->report.headline);
    answer->report.headline =
        xstrdup("the command fails: what it would make, had it gone on, is not known");
}

int check_answer(struct check *check)
{
    struct answer answer;
    struct tree *shown = check->varied_tree.counters ? &check->varied_tree : &check->pinned_tree;
    autofree char *left = perform_left(check->varied ? check->varied : ".");
    autofree char *made = xasprintf("%s/tree", left);
    autofree char *tree = realpath(check->options->tree ? check->options->tree : ".", NULL);
    const char *roots[] = {made, tree, NULL};
    answer_begin(&answer, check->options, shown, check->outputs, roots);
    answer.report.command = check->options->argv;
    check_causes(check, &answer);
    answer.report.verdict = verdict_of(check);
    answer.report.regions = check->regions;
    answer.report.region_count = check->region_count;
    answer.report.trials = check->trials;
    answer.report.trial_count = check->trial_count;
    answer.report.before = shown == &check->pinned_tree ? NULL : &check->pinned_tree;
    answer.report.scratch = check->session.scratch;
    answer.report.runs = check->session.runs;
    answer.report.run_count = check->session.run_count;
    answer.report.units = check->units.count;
    answer.report.innocent = answer_innocent(&answer, &check->units);
    answer_coverage(&answer, &check->pinned_tree);
    add_notes(check, &answer);
    why_not_notes(&answer, &check->units, check->suspects);
    ignore_notes(&answer, &check->options->ignore, check->session.hidden);
    answer.report.headline = ended_early(check);
    if (answer.report.verdict == VERDICT_REPRODUCIBLE && answer.report.escape_count)
        answer.report.headline = as_far_as_seen(check);
    if (answer.report.verdict == VERDICT_REPRODUCIBLE && check->status)
        say_undecided(&answer);
    int status = answer_print(&answer);
    answer_end(&answer);
    return status;
}
