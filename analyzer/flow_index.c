#include "flow_index.h"
#include <stdlib.h>
#include <string.h>
#include "flow.h"
#include "util.h"

static int by_key(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

static void table_add(struct table *table, uint64_t key, size_t index)
{
    *array_push(table->items, table->count) = (struct entry){key, (uint32_t)index};
}

static void table_sort(struct table *table)
{
    if (table->count)
        qsort(table->items, table->count, sizeof *table->items, by_key);
}

size_t flow_find(const struct table *table, uint64_t key)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table->items[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const char *flow_last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

uint64_t flow_name_key(const char *path)
{
    const char *name = flow_last_part(path);
    return hash_bytes(name, strlen(name), 0);
}

uint64_t flow_twin_key(const struct process *process, bool forked)
{
    return hash_mix((uint64_t)process->creator, (uint64_t)process->pid, forked);
}

uint64_t flow_pipe(const struct process *process, int stream)
{
    const char *name = process->stream[stream];
    if (!name || strncmp(name, "pipe:[", 6) != 0)
        return 0;
    return strtoull(name + 6, NULL, 10);
}

static void add_files(struct flow *flow)
{
    const struct tree *tree = flow->tree;
    for (size_t i = 0; i < tree->file_count; i++)
        *array_push(flow->files, flow->file_count) = tree->files[i];
    for (size_t i = 0; i < tree->read_count; i++)
        *array_push(flow->sources, flow->source_count) = tree->reads[i];
    for (size_t i = 0; i < tree->change_count; i++) {
        struct written file = {tree->changes[i].process, false, tree->changes[i].path};
        if (file.path && tree->changes[i].kind == CHANGE_MOVED)
            *array_push(flow->files, flow->file_count) = file;
        else if (file.path && tree->changes[i].kind == CHANGE_GONE)
            *array_push(flow->sources, flow->source_count) = file;
    }
    for (size_t i = 0; i < flow->file_count; i++)
        table_add(&flow->writes, flow->files[i].process, i);
    for (size_t i = 0; i < flow->source_count; i++)
        table_add(&flow->reads, flow_name_key(flow->sources[i].path), i);
}

struct flow *flow_new(const struct tree *tree, const struct tree *before)
{
    struct flow *flow = xcalloc(1, sizeof *flow);
    flow->tree = tree;
    flow->before = before;
    for (size_t i = 0; i < tree->process_count; i++) {
        const struct process *process = &tree->processes[i];
        if (process->creator >= 0)
            table_add(&flow->children, (uint64_t)process->creator, i);
        table_add(&flow->twins, flow_twin_key(process, process->forked), i);
        if (flow_pipe(process, 0) && !process->forked)
            table_add(&flow->inputs, flow_pipe(process, 0), i);
    }
    add_files(flow);
    for (size_t i = 0; i < tree->handed_count; i++)
        table_add(&flow->handed, tree->handed[i].process, i);
    for (size_t i = 0; before && i < before->process_count; i++)
        table_add(&flow->known, before->processes[i].id, i);
    struct table *const all[] = {&flow->children, &flow->twins,  &flow->inputs, &flow->writes,
                                 &flow->reads,    &flow->handed, &flow->known};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        table_sort(all[i]);
    return flow;
}

void flow_free(struct flow *flow)
{
    if (!flow)
        return;
    free(flow->files);
    free(flow->sources);
    free(flow->children.items);
    free(flow->twins.items);
    free(flow->inputs.items);
    free(flow->writes.items);
    free(flow->reads.items);
    free(flow->handed.items);
    free(flow->known.items);
    free(flow);
}
