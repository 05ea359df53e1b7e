/* From the proof to the causes of the report, or to a sentence where there is none. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "answer.h"
#include "check.h"
#include "explain.h"
#include "flow.h"
#include "frames.h"
#include "nearness.h"
#include "script.h"
#include "util.h"

static const struct suspect *suspect_of(const struct check *check, size_t region, uint64_t unit)
{
    for (size_t i = 0; i < check->suspects[region].count; i++) {
        if (check->suspects[region].items[i].unit == unit)
            return &check->suspects[region].items[i];
    }
    return NULL;
}

static enum shown_by shown_by(const struct check *check, size_t r)
{
    return check->partial.shown ? (enum shown_by)check->partial.shown[r] : SHOWN_IN_FULL;
}

static void partial_sentence(enum shown_by by, struct cause *cause)
{
    if (by == SHOWN_IN_PART)
        explain_evidence(cause, xstrdup("by partial runs; no full run has confirmed it"));
    if (by == SHOWN_IN_BOTH)
        explain_evidence(cause, xstrdup("by partial runs; all causes together by full ones, too"));
}

static void proof_sentences(const struct question *question, struct cause *cause)
{
    if (question->state != QUESTION_PROVEN && question->state != QUESTION_INFLUENCE) {
        explain_evidence(cause, xstrdup("two pinned runs differ here: processes race, and pinned "
                                        "values with them; it was this call's value each time"));
        return;
    }
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

/* The longest way of those to the outputs a cause is accused of. */
static void show_way(struct cause *cause, const struct flow *flow, const char *output)
{
    char *way = cause->node == UINT32_MAX ? NULL : flow_way(flow, cause->node, output);
    bool longer = way && (!cause->way || strlen(way) > strlen(cause->way));
    free(longer ? cause->way : way);
    if (longer)
        cause->way = way;
}

/* Files of the run itself, then those of the tree. */
static void show_script(const struct check *check, const struct answer *answer, enum source source,
                        struct cause *cause)
{
    autofree char *left = perform_left(check->varied);
    autofree char *made = xasprintf("%s/tree", left);
    const char *roots[] = {made, NULL};
    if (cause->node != UINT32_MAX && !frames_have_line(cause->stack, cause->stack_count))
        cause->script = script_line(&check->varied_tree, cause->node, source, cause->subject,
                                    answer->report.base, roots);
}

static bool was_removed(const struct tree *tree, const char *program)
{
    for (size_t i = 0; i < tree->change_count; i++) {
        const struct change *change = &tree->changes[i];
        if (change->kind == CHANGE_GONE && change->path &&
            strcmp(last_part(change->path), last_part(program)) == 0)
            return true;
    }
    return false;
}

/* A program that is gone has no lines; who reads the report can keep it. */
static void say_removed(const struct check *check, struct cause *cause)
{
    const struct frame *frame =
        cause->stack_count ? &cause->stack[frames_telling(cause->stack, cause->stack_count)] : NULL;
    if (!frame || frame->function || !frame->module || access(frame->module, F_OK) == 0 ||
        !was_removed(&check->varied_tree, frame->module))
        return;
    explain_evidence(cause, xasprintf("%s was removed again: where it is kept, its lines are told",
                                      last_part(frame->module)));
}

static void say_guessed(struct cause *cause)
{
    cause->guessed = cause->node != UINT32_MAX;
    if (cause->guessed)
        explain_evidence(cause, xstrdup("no call shows who read it: the process is a guess"));
}

static void add_found(struct check *check, struct answer *answer, const struct flow *flow, size_t r)
{
    const struct question *question = &check->questions[r];
    bool proven = question->state == QUESTION_PROVEN && !check_only_in_part(check, r);
    enum proof proof = proven ? PROOF_PROVEN : PROOF_SUSPECTED;
    for (size_t i = 0; i < question->cause_count; i++) {
        uint64_t unit = question->causes[i];
        const struct suspect *suspect = suspect_of(check, r, unit);
        struct unit found = *units_find(&check->units, unit);
        const struct event *event = check_witness(check, r, &found, suspect, flow);
        bool fresh;
        struct cause *cause =
            answer_cause(answer, &check->regions[r], &found, event, suspect, proof, &fresh);
        show_way(cause, flow, check_varied_path(check, r));
        if (fresh)
            proof_sentences(question, cause);
        if (fresh)
            show_script(check, answer, found.source, cause);
        if (fresh)
            say_removed(check, cause);
        if (fresh)
            partial_sentence(shown_by(check, r), cause);
        bool needs_none = found.source == SOURCE_pid || found.source == SOURCE_umask;
        if (fresh && !event && unit_is_shared(&found) && !needs_none)
            say_guessed(cause);
    }
}

#define NEVER_NEAR 1000000 /* more than nearness can make good */

/* More for what was shown to matter alone, less for what made no difference when it was freed. */
static int weight_of_trials(const struct check *check, size_t r, uint64_t unit)
{
    int weight = 0;
    for (size_t t = 0; t < check->trial_count; t++) {
        const struct report_trial *trial = &check->trials[t];
        if (trial->hold || !trial_has(trial, unit))
            continue;
        if (trial->results[r] == TRIAL_DIFFERS && trial->unit_count == 1)
            return NEVER_NEAR;
        if (trial->results[r] == TRIAL_EQUAL)
            weight = -NEVER_NEAR;
    }
    return weight;
}

/*
 * Of all units of a source the one that was read nearest to whoever wrote the output, if possible
 * one that was shown to matter; *alone then.
 */
static struct unit nearest_unit(const struct check *check, enum source source, size_t r,
                                size_t *count, bool *alone)
{
    const char *path = check_varied_path(check, r);
    struct unit nearest = {.source = source, .process = UINT32_MAX};
    int best = INT_MIN;
    *count = 0;
    for (size_t i = 0; i < check->units.count; i++) {
        const struct unit *unit = &check->units.items[i];
        if (unit->source != source)
            continue;
        int near = unit->event ? nearness_inherited(&check->varied_tree, unit->process, path) : -1;
        near += weight_of_trials(check, r, unit->id);
        *count += 1;
        if (*count > 1 && near <= best)
            continue;
        best = near;
        nearest = *unit;
    }
    *alone = best >= NEVER_NEAR - 1;
    if (*count > 1)
        nearest.id = unit_of_all(source);
    return nearest;
}

static void add_group(struct check *check, struct answer *answer, size_t r, enum source source)
{
    size_t count;
    bool fresh, alone;
    struct unit unit = nearest_unit(check, source, r, &count, &alone);
    const char *all = count == 1 ? "it" : "everything read of it";
    struct cause *cause =
        answer_cause(answer, &check->regions[r], &unit, unit.event, NULL, PROOF_PROVEN, &fresh);
    if (!fresh)
        return;
    explain_evidence(cause, xasprintf("%s varied, all else pinned: the region differs", all));
    explain_evidence(cause,
                     xasprintf("%s pinned, and all other causes of the region: it is equal", all));
    if (count > 1 && alone)
        explain_evidence(cause, xasprintf("of its %zu call sites and ids this one does so alone; "
                                          "which others do was not narrowed down",
                                          count));
    else if (count > 1)
        explain_evidence(cause, xasprintf("which of its %zu call sites and ids was not narrowed "
                                          "down: this is the one nearest to the output",
                                          count));
}

static void add_groups(struct check *check, struct answer *answer, size_t r)
{
    for (int source = 0; source < SOURCE_COUNT; source++) {
        if (check->questions[r].groups >> source & 1)
            add_group(check, answer, r, (enum source)source);
    }
}

static void add_suspected(struct check *check, struct answer *answer, size_t r)
{
    const struct suspects *suspects = &check->suspects[r];
    size_t leading = suspects_leading(suspects), shown = 0;
    bool fresh;
    for (size_t i = 0; i < leading && shown < MAX_CANDIDATES; i++) {
        const struct suspect *suspect = &suspects->items[i];
        if (check_disproved(check, r, suspect->unit))
            continue;
        shown++;
        struct unit unit = *units_find(&check->units, suspect->unit);
        const struct event *event = check_witness(check, r, &unit, suspect, NULL);
        answer_cause(answer, &check->regions[r], &unit, event, suspect, PROOF_SUSPECTED, &fresh);
    }
    if (shown == 0 && !check->options->no_prove)
        check->regions[r].unexplained = check_unconfirmed(check, r);
    else if (shown == 0)
        check->regions[r].unexplained =
            xstrdup("no value found in it; without --no-prove its cause would be searched for");
}

void check_causes(struct check *check, struct answer *answer)
{
    struct flow *flow =
        check->varied_tree.counters ? flow_new(&check->varied_tree, &check->pinned_tree) : NULL;
    for (size_t r = 0; r < check->region_count; r++) {
        if (check->questions[r].cause_count)
            add_found(check, answer, flow, r);
        else if (check_unstable(check, r))
            check->regions[r].unexplained = check_escape(check, answer, r);
        else if (check->questions[r].state == QUESTION_GROUPS)
            add_groups(check, answer, r);
        else
            add_suspected(check, answer, r);
    }
    flow_free(flow);
}
