/* Processes linked to their creators, named, and put in an order that is the same in every run. */
#include <stdlib.h>
#include <string.h>
#include "tree_parts.h"
#include "util.h"

static const char *short_name(const struct process *process)
{
    return process->argv[0] && *process->argv[0] ? last_part(process->argv[0])
                                                 : last_part(process->exe);
}

static int64_t find_process(const struct keyed *known, uint64_t id)
{
    size_t at = keyed_find(known, id);
    return at < known->count && known->items[at].key == id ? (int64_t)known->items[at].index : -1;
}

/* A forked child that did not exec is the same program still: it adds no step to the chain. */
static void name_process(struct tree *tree, struct process *process, int depth)
{
    if (process->path)
        return;
    struct process *creator = process->creator >= 0 ? &tree->processes[process->creator] : NULL;
    if (creator && depth < 4096)
        name_process(tree, creator, depth + 1);
    const char *name = short_name(process);
    if (!creator || !creator->path)
        process->path = xstrdup(name);
    else if (process->forked)
        process->path = xstrdup(creator->path);
    else
        process->path = xasprintf("%s > %s", creator->path, name);
    struct text order = {0};
    text_puts(&order, creator && creator->order ? creator->order : "");
    text_printf(&order, "/%s", name);
    for (size_t i = 1; process->argv[i] && order.length < 4096; i++)
        text_printf(&order, " %s", process->argv[i]);
    text_printf(&order, "#%06u%c", process->ordinal, process->forked ? 'f' : 'x');
    process->order = order.data;
}

void tree_link(struct tree *tree)
{
    autokeyed struct keyed known = {0};
    for (size_t i = 0; i < tree->process_count; i++)
        keyed_add(&known, tree->processes[i].id, i);
    keyed_sort(&known);
    for (size_t i = 0; i < tree->process_count; i++) {
        struct process *process = &tree->processes[i];
        process->creator = find_process(&known, process->parent);
        if (process->creator == (int64_t)i)
            process->creator = -1;
    }
    for (size_t i = 0; i < tree->process_count; i++)
        name_process(tree, &tree->processes[i], 0);
}

static int by_order(const void *a, const void *b, void *context)
{
    const struct process *processes = context;
    const struct process *left = &processes[*(const uint32_t *)a];
    const struct process *right = &processes[*(const uint32_t *)b];
    int order = strcmp(left->order, right->order);
    if (order)
        return order;
    return (left->id > right->id) - (left->id < right->id);
}

static int by_place(const void *a, const void *b)
{
    const struct extent *left = a, *right = b;
    if (left->process != right->process)
        return left->process < right->process ? -1 : 1;
    if (left->thread != right->thread)
        return left->thread < right->thread ? -1 : 1;
    return (left->chunk > right->chunk) - (left->chunk < right->chunk);
}

struct child {
    int64_t creator;
    int32_t pid;
    uint32_t index;
};

static int by_creator(const void *a, const void *b)
{
    const struct child *left = a, *right = b;
    if (left->creator != right->creator)
        return left->creator < right->creator ? -1 : 1;
    if (left->pid != right->pid)
        return left->pid < right->pid ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

/* The program a vforked child became; the process that lent its memory, where it became none. */
static uint32_t became(const struct child *children, size_t count, uint32_t lender, int32_t pid)
{
    const struct child key = {lender, pid, 0};
    size_t low = 0, high = pid ? count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_creator(&children[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = pid && low < count && children[low].creator == lender && children[low].pid == pid;
    return found ? children[low].index : lender;
}

void tree_give_back(struct tree *tree)
{
    size_t count = tree->process_count;
    autofree struct child *children = xcalloc(count + 1, sizeof *children);
    for (size_t i = 0; i < count; i++)
        children[i] =
            (struct child){tree->processes[i].creator, tree->processes[i].pid, (uint32_t)i};
    qsort(children, count, sizeof *children, by_creator);
    for (size_t i = 0; i < tree->handed_count; i++)
        tree->handed[i].process =
            became(children, count, tree->handed[i].process, tree->handed[i].child);
}

void tree_sort(struct tree *tree)
{
    size_t count = tree->process_count;
    autofree uint32_t *order = xcalloc(count + 1, sizeof *order);
    autofree uint32_t *place = xcalloc(count + 1, sizeof *place);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, count, sizeof *order, by_order, tree->processes);
    struct process *sorted = xcalloc(count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = tree->processes[order[i]];
        place[order[i]] = (uint32_t)i;
    }
    for (size_t i = 0; i < count; i++) {
        if (sorted[i].creator >= 0)
            sorted[i].creator = place[sorted[i].creator];
    }
    free(tree->processes);
    tree->processes = sorted;
    for (size_t i = 0; i < tree->extent_count; i++)
        tree->extents[i].process = place[tree->extents[i].process];
    for (size_t i = 0; i < tree->escape_count; i++)
        tree->escapes[i].process = place[tree->escapes[i].process];
    for (size_t i = 0; i < tree->file_count; i++)
        tree->files[i].process = place[tree->files[i].process];
    for (size_t i = 0; i < tree->change_count; i++)
        tree->changes[i].process = place[tree->changes[i].process];
    for (size_t i = 0; i < tree->read_count; i++)
        tree->reads[i].process = place[tree->reads[i].process];
    for (size_t i = 0; i < tree->handed_count; i++)
        tree->handed[i].process = place[tree->handed[i].process];
    if (tree->extent_count)
        qsort(tree->extents, tree->extent_count, sizeof *tree->extents, by_place);
}

void tree_find_lanes(struct tree *tree)
{
    for (size_t i = 0; i < tree->extent_count; i++) {
        const struct extent *extent = &tree->extents[i];
        struct lane *last = tree->lane_count ? &tree->lanes[tree->lane_count - 1] : NULL;
        if (last && last->process == extent->process && last->thread == extent->thread)
            last->extents++;
        else
            *array_push(tree->lanes, tree->lane_count) = (struct lane){
                .process = extent->process, .thread = extent->thread, .extent = i, .extents = 1};
    }
}
