/* Why a region has no cause, as a sentence. */
#include <string.h>
#include "answer.h"
#include "behind.h"
#include "check.h"
#include "nearness.h"
#include "util.h"

/* Something else in the same output differs with everything pinned. */
static bool has_unstable_neighbour(const struct check *check, size_t r)
{
    for (size_t i = 0; i < check->region_count; i++) {
        if (check->regions[i].output == check->regions[r].output && check_unstable(check, i))
            return true;
    }
    return false;
}

char *check_unconfirmed(const struct check *check, size_t r)
{
    const char *why = check->session.stopped ? " within the runs allowed (--max-runs)" : "";
    if (has_unstable_neighbour(check, r))
        why = "; other places of this output differ with everything pinned";
    return xasprintf("differs when everything is varied, but no cause could be confirmed%s", why);
}

/* --- what lets an output differ although everything we control was held --- */

/* What to do about the first of the instructions or calls that were found. */
static const char *advice_for(const char *found)
{
    static const struct {
        const char *word, *advice;
    } rows[] = {
        {"rdtsc", "--tsc makes it a clock like the others"},
        {"rdrand", "use getrandom(), which can be held"},
        {"cpuid", "do not depend on the processor, or compare on one machine only"},
        {"connect", "--no-net takes the network away"},
        {"syscall", "call libc's function or syscall(), which can be held; --audit says which"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strncmp(found, rows[i].word, strlen(rows[i].word)) == 0)
            return rows[i].advice;
    }
    return "call libc's function or syscall(), which can be held";
}

#define SHOWN 3

/* NULL: nothing is behind our back; takes the list over. */
static char *behind_sentence(char **found)
{
    struct text text = {0};
    for (size_t i = 0; found && found[i] && i < SHOWN; i++)
        text_printf(&text, "%s%s",
                    i ? ", " : "differs with everything pinned; likely escape: ", found[i]);
    if (found)
        text_printf(&text, "; %s", advice_for(found[0]));
    behind_free(found);
    return text.data;
}

/* By what the audit saw, else by what stands in the code of whoever wrote the output. */
static char *behind_our_back(const struct check *check, struct answer *answer, const char *path)
{
    const struct tree *tree = &check->pinned_tree;
    char *sentence = behind_sentence(behind_calls(tree, answer->symbols));
    if (sentence)
        return sentence;
    uint32_t writer = nearness_writer(tree, path);
    return behind_sentence(behind_instructions(tree, writer, answer->symbols));
}

/* Lines of several writers in another order: it is their turns that differ, not what they say. */
static bool is_order_of_many(const struct check *check, size_t r)
{
    const struct tree *tree = &check->pinned_tree;
    return check_divergence(check, r)->reordered &&
           (tree->counters->threads || answer_is_threaded(tree) ||
            nearness_writer(tree, check_output(check, r)->path) == UINT32_MAX);
}

static char *likely_escape(const struct check *check, struct answer *answer, size_t r)
{
    const struct tree *tree = &check->pinned_tree;
    bool pids =
        check->options->mode[SOURCE_pid] == MODE_OFF || check->session.granted & LAUNCH_PIDS;
    const char *uncovered = tree->escape_count            ? tree->escapes[0].command
                            : tree->counters->images == 0 ? check->options->argv[0]
                                                          : NULL;
    if (uncovered)
        return xasprintf("differs with everything pinned; likely escape: the uncovered program %s; "
                         "link it dynamically, or look at it alone",
                         uncovered);
    if (is_order_of_many(check, r))
        return xstrdup(
            "differs with everything pinned; likely escape: threads or processes racing, "
            "what they write comes in another order; try one thread, or make -j1");
    char *behind = behind_our_back(check, answer, check_output(check, r)->path);
    if (behind)
        return behind;
    if (!pids)
        return xstrdup("differs with everything pinned; likely escape: process ids, which this "
                       "machine does not let us choose");
    if (tree->counters->threads || answer_is_threaded(tree))
        return xstrdup("differs with everything pinned; likely escape: threads or processes "
                       "racing; try one thread, or make -j1");
    return xstrdup("differs with everything pinned; likely escapes: processes racing (try -j1), "
                   "the network (try --no-net), system calls without libc (try --audit), files "
                   "outside the tree");
}

char *check_escape(const struct check *check, struct answer *answer, size_t r)
{
    size_t of, differing = check_repeats(check, r, &of);
    autofree char *escape = likely_escape(check, answer, r);
    return xasprintf("%s (in %zu of %zu repeats)", escape, differing, of);
}
