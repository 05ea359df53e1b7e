#include "tree.h"
#include "audited.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "events.h"
#include "nearness.h"
#include "reader.h"
#include "tree_parts.h"
#include "util.h"

const struct process *tree_process(const struct tree *tree, const struct event *event)
{
    return &tree->processes[event->process];
}

const struct module *process_module(const struct process *process, uint64_t pc)
{
    for (size_t i = process->module_count; i > 0; i--) {
        const struct module *module = &process->modules[i - 1];
        if (pc >= module->start && pc < module->end)
            return module;
    }
    return NULL;
}

uint64_t event_unit(const struct tree *tree, const struct event *event)
{
    return hash_mix(tree_process(tree, event)->id, event->call, event->site);
}

static int by_command(const void *a, const void *b)
{
    const struct escape *left = a, *right = b;
    int order = strcmp(left->command, right->command);
    return order ? order : (int)left->kind - (int)right->kind;
}

/* --- the directory --- */

int counters_load(const char *directory, struct run_shared **counters)
{
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    size_t size = offsetof(struct run_shared, ordinal);
    autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -errno;
    *counters = xcalloc(1, size);
    return pread(fd, *counters, size, 0) == (ssize_t)size ? 0 : -EINVAL;
}

/* How the processes ended, by their ids; what is not there is not known. */
static void load_ends(struct tree *tree, const char *directory)
{
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    for (size_t i = 0; fd >= 0 && i < tree->process_count; i++) {
        struct process *process = &tree->processes[i];
        struct run_clock clock;
        size_t slot = (uint32_t)process->pid % RUN_CLOCKS;
        off_t at = (off_t)(offsetof(struct run_shared, clock) + slot * sizeof clock);
        if (process->pid <= 0 || pread(fd, &clock, sizeof clock, at) != (ssize_t)sizeof clock)
            continue;
        process->slept = clock.slept;
        process->status = clock.ended & RUN_ENDED ? (int32_t)(clock.ended & ~RUN_ENDED) : -1;
    }
}

int tree_load(const char *directory, struct tree *tree, char **why)
{
    autofree char *path = xasprintf("%s/" RUN_TRACE, directory);
    *tree = (struct tree){0};
    int error = counters_load(directory, &tree->counters);
    if (error)
        *why = xasprintf("'%s' is not a run: %s", directory, strerror(-error));
    else
        error = reader_open(path, &tree->reader, why);
    if (error) {
        tree_free(tree);
        return error;
    }
    tree_read(tree);
    load_ends(tree, directory);
    audited_load(directory, tree);
    tree_link(tree);
    tree_sort(tree);
    tree_give_back(tree);
    tree_find_lanes(tree);
    events_index(tree);
    nearness_index(tree);
    if (tree->escape_count)
        qsort(tree->escapes, tree->escape_count, sizeof *tree->escapes, by_command);
    return 0;
}

void tree_free(struct tree *tree)
{
    for (size_t i = 0; i < tree->process_count; i++) {
        struct process *process = &tree->processes[i];
        free(process->argv);
        free(process->path);
        free(process->order);
        free(process->stacks);
        free(process->modules);
    }
    for (size_t i = 0; i < tree->escape_count; i++)
        free(tree->escapes[i].command);
    events_free(tree);
    reader_close(tree->reader);
    free(tree->processes);
    free(tree->lanes);
    free(tree->extents);
    free(tree->spots);
    free(tree->escapes);
    free(tree->files);
    keyed_free(&tree->names);
    keyed_free(&tree->images);
    free(tree->near);
    free(tree->changes);
    free(tree->reads);
    free(tree->handed);
    audited_free(tree);
    free(tree->counters);
    *tree = (struct tree){0};
}
