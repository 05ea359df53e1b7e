#include "branches.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include "touched.h"
#include "util.h"

/* One process as the root of all it started; places are numbers in a walk through the tree. */
struct node {
    uint32_t first, end;  /* places of it and of what it started: [first, end) */
    uint32_t least, most; /* places of all who changed what it or they changed */
    uint32_t child, next; /* index + 1 of the first child and of the next sibling; 0: none */
    bool bad;             /* something in it stands in the way */
    bool changes;         /* something in it changed a file of the tree */
};

struct search {
    const struct branches_question *question;
    struct touched touched[2]; /* pinned, varied */
    struct node *nodes[2];
    struct branches *branches;
};

static const struct tree *tree_of(const struct search *search, int which)
{
    return which ? search->question->varied : search->question->pinned;
}

/* --- the shape of the tree --- */

static void link_children(const struct tree *tree, struct node *nodes)
{
    for (size_t i = tree->process_count; i-- > 0;) {
        int64_t creator = tree->processes[i].creator;
        if (creator < 0)
            continue;
        nodes[i].next = nodes[creator].child;
        nodes[creator].child = (uint32_t)i + 1;
    }
}

static void number(struct node *nodes, uint32_t process, uint32_t *place)
{
    struct node *node = &nodes[process];
    node->first = node->least = node->most = (*place)++;
    for (uint32_t child = node->child; child; child = nodes[child - 1].next)
        number(nodes, child - 1, place);
    node->end = *place;
}

static struct node *shape(const struct tree *tree)
{
    struct node *nodes = xcalloc(tree->process_count + 1, sizeof *nodes);
    uint32_t place = 0;
    link_children(tree, nodes);
    for (size_t i = 0; i < tree->process_count; i++) {
        if (tree->processes[i].creator < 0)
            number(nodes, (uint32_t)i, &place);
    }
    return nodes;
}

/* --- what a process did itself --- */

static void widen(struct node *node, uint32_t least, uint32_t most)
{
    node->least = least < node->least ? least : node->least;
    node->most = most > node->most ? most : node->most;
}

/* All who touched one path: touches [from, to) of the list.  Of the varied run it counts alone
 * whether the same comes out: it has other temporary files. */
static void note_path(const struct touched *touched, size_t from, size_t to, bool varied,
                      struct node *nodes)
{
    const struct touched_path *path = &touched->paths[touched->items[from].path];
    uint32_t least = UINT32_MAX, most = 0;
    for (size_t i = from; i < to; i++) {
        uint32_t place = nodes[touched->items[i].process].first;
        least = place < least ? place : least;
        most = place > most ? place : most;
    }
    for (size_t i = from; i < to; i++) {
        struct node *node = &nodes[touched->items[i].process];
        node->bad |= path->differs || (path->obstacle && !varied);
        node->changes |= path->below;
        if (!path->shared)
            widen(node, least, most);
    }
}

static void note_paths(const struct touched *touched, bool varied, struct node *nodes)
{
    for (size_t from = 0, to; from < touched->count; from = to) {
        for (to = from + 1;
             to < touched->count && touched->items[to].path == touched->items[from].path;)
            to++;
        note_path(touched, from, to, varied, nodes);
    }
}

static int by_value(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

static void note_wanted(const struct branches_question *question, struct node *nodes)
{
    for (size_t i = 0; i < question->pinned->process_count; i++) {
        const uint64_t *id = &question->pinned->processes[i].id;
        nodes[i].bad |= question->wanted_count &&
                        bsearch(id, question->wanted, question->wanted_count, sizeof *id, by_value);
    }
}

static void note_escapes(const struct tree *tree, struct node *nodes)
{
    for (size_t i = 0; i < tree->escape_count; i++)
        nodes[tree->escapes[i].process].bad = true;
    for (size_t i = 0; i < tree->change_count; i++)
        nodes[tree->changes[i].process].bad |= !tree->changes[i].path;
}

/* Children come after their creators in the order of places, so their account is complete first. */
static void sum_up(const struct tree *tree, struct node *nodes)
{
    autofree uint32_t *at = xcalloc(tree->process_count + 1, sizeof *at);
    for (size_t i = 0; i < tree->process_count; i++)
        at[nodes[i].first] = (uint32_t)i;
    for (size_t place = tree->process_count; place-- > 0;) {
        const struct node *node = &nodes[at[place]];
        int64_t creator = tree->processes[at[place]].creator;
        if (creator < 0)
            continue;
        widen(&nodes[creator], node->least, node->most);
        nodes[creator].bad |= node->bad;
        nodes[creator].changes |= node->changes;
    }
}

static void judge(struct search *search, int which)
{
    const struct tree *tree = tree_of(search, which);
    search->nodes[which] = shape(tree);
    note_paths(&search->touched[which], which == 1, search->nodes[which]);
    note_escapes(tree, search->nodes[which]);
    if (which == 0)
        note_wanted(search->question, search->nodes[0]);
    sum_up(tree, search->nodes[which]);
}

/* --- the roots --- */

static bool is_pipe(const char *stream)
{
    return !stream || (*stream && *stream != '/');
}

static bool ended(const struct process *process)
{
    return process->status >= 0 && WIFEXITED(process->status);
}

/* The same program in the varied run; -1: none. */
static int64_t counterpart(const struct search *search, uint64_t id)
{
    const struct tree *tree = search->question->varied;
    for (size_t i = 0; i < tree->process_count; i++) {
        if (tree->processes[i].id == id)
            return (int64_t)i;
    }
    return -1;
}

static bool is_closed(const struct node *node)
{
    return !node->bad && node->least >= node->first && node->most < node->end;
}

static bool qualifies(const struct search *search, uint32_t process)
{
    const struct process *root = &search->question->pinned->processes[process];
    const struct node *node = &search->nodes[0][process];
    bool alone = node->end - node->first == 1 && !node->changes; /* quicker done than spared */
    if (!is_closed(node) || alone || root->forked || root->creator < 0 || !ended(root))
        return false;
    for (int fd = 0; fd < 3; fd++) {
        if (is_pipe(root->stream[fd]))
            return false;
    }
    int64_t other = counterpart(search, root->id);
    return other >= 0 && !search->nodes[1][other].bad &&
           search->question->varied->processes[other].status == root->status;
}

static void collect_paths(const struct search *search, struct branch *branch)
{
    const struct touched *touched = &search->touched[0];
    const struct node *root = &search->nodes[0][branch->process];
    for (size_t i = 0; i < touched->count; i++) {
        uint32_t place = search->nodes[0][touched->items[i].process].first;
        const struct touched_path *path = &touched->paths[touched->items[i].path];
        bool known = branch->path_count && branch->paths[branch->path_count - 1] == path->name;
        if (path->below && !known && place >= root->first && place < root->end)
            *array_push(branch->paths, branch->path_count) = path->name;
    }
    size_t count = branch->path_count;
    *array_push(branch->paths, count) = NULL;
}

static void look(struct search *search, uint32_t process)
{
    struct branches *branches = search->branches;
    if (qualifies(search, process)) {
        struct branch *branch = array_push(branches->items, branches->count);
        *branch = (struct branch){.process = process};
        collect_paths(search, branch);
        return;
    }
    const struct node *nodes = search->nodes[0];
    for (uint32_t child = nodes[process].child; child; child = nodes[child - 1].next)
        look(search, child - 1);
}

/* --- the whole --- */

static int by_image(const void *a, const void *b, void *context)
{
    const struct tree *tree = context;
    uint64_t left = tree->processes[((const struct branch *)a)->process].id;
    uint64_t right = tree->processes[((const struct branch *)b)->process].id;
    return (left > right) - (left < right);
}

static int refuse_gaps(const struct tree *tree, char **why)
{
    const struct run_shared *counters = tree->counters;
    if (!counters->dropped && !counters->untraced && !tree->torn &&
        counters->execs + 1 == counters->entered)
        return 0;
    *why = xstrdup("not everything that happened in it was written down");
    return -ENODATA;
}

int branches_find(const struct branches_question *question, struct branches *branches, char **why)
{
    struct search search = {.question = question, .branches = branches};
    *branches = (struct branches){0};
    int error = refuse_gaps(question->pinned, why);
    if (!error)
        error = refuse_gaps(question->varied, why);
    if (error)
        return error;
    for (int which = 0; which < 2; which++) {
        touched_collect(tree_of(&search, which), question, &search.touched[which]);
        judge(&search, which);
    }
    for (size_t i = 0; i < question->pinned->process_count; i++) {
        if (question->pinned->processes[i].creator < 0)
            look(&search, (uint32_t)i);
    }
    if (branches->count)
        qsort_r(branches->items, branches->count, sizeof *branches->items, by_image,
                (void *)(uintptr_t)question->pinned);
    touched_hand_over(&search.touched[0], branches);
    for (int which = 0; which < 2; which++) {
        touched_free(&search.touched[which]);
        free(search.nodes[which]);
    }
    return 0;
}

void branches_free(struct branches *branches)
{
    for (size_t i = 0; i < branches->count; i++)
        free(branches->items[i].paths);
    for (size_t i = 0; i < branches->name_count; i++)
        free(branches->names[i]);
    free(branches->items);
    free(branches->names);
    *branches = (struct branches){0};
}
