#include "flow_index.h"
#include <stdlib.h>
#include <string.h>
#include "flow.h"
#include "nearness.h"
#include "util.h"

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
        keyed_add(&flow->writes, flow->files[i].process, i);
    for (size_t i = 0; i < flow->source_count; i++)
        keyed_add(&flow->reads, nearness_key(flow->sources[i].path), i);
}

struct flow *flow_new(const struct tree *tree, const struct tree *before)
{
    struct flow *flow = xcalloc(1, sizeof *flow);
    flow->tree = tree;
    flow->before = before;
    for (size_t i = 0; i < tree->process_count; i++) {
        const struct process *process = &tree->processes[i];
        if (process->creator >= 0)
            keyed_add(&flow->children, (uint64_t)process->creator, i);
        keyed_add(&flow->twins, flow_twin_key(process, process->forked), i);
        if (flow_pipe(process, 0) && !process->forked)
            keyed_add(&flow->inputs, flow_pipe(process, 0), i);
    }
    add_files(flow);
    for (size_t i = 0; i < tree->handed_count; i++)
        keyed_add(&flow->handed, tree->handed[i].process, i);
    for (size_t i = 0; before && i < before->process_count; i++)
        keyed_add(&flow->known, before->processes[i].id, i);
    struct keyed *const all[] = {&flow->children, &flow->twins,  &flow->inputs, &flow->writes,
                                 &flow->reads,    &flow->handed, &flow->known};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        keyed_sort(all[i]);
    return flow;
}

void flow_free(struct flow *flow)
{
    if (!flow)
        return;
    free(flow->files);
    free(flow->sources);
    keyed_free(&flow->children);
    keyed_free(&flow->twins);
    keyed_free(&flow->inputs);
    keyed_free(&flow->writes);
    keyed_free(&flow->reads);
    keyed_free(&flow->handed);
    keyed_free(&flow->known);
    free(flow);
}
