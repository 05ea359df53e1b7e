#include "nearness.h"
#include <string.h>
#include "hash.h"
#include "util.h"

#define MAX_DEPTH (NEARNESS_LIMIT - 2) /* of a process tree, as far as nearness is told apart */

uint64_t nearness_key(const char *path)
{
    const char *name = last_part(path);
    return hash_bytes(name, strlen(name), 0);
}

bool nearness_names(const struct written *file, const char *output)
{
    return strcmp(last_part(file->path), last_part(output)) == 0;
}

void nearness_index(struct tree *tree)
{
    for (size_t i = 0; i < tree->file_count; i++)
        keyed_add(&tree->names, nearness_key(tree->files[i].path), i);
    keyed_sort(&tree->names);
}

/* The files of that name, in the order they were opened: from `start` up to `end`. */
struct range {
    size_t start, end;
};

static struct range files_of(const struct tree *tree, const char *output)
{
    uint64_t name = nearness_key(output);
    return (struct range){keyed_find(&tree->names, name), keyed_end(&tree->names, name)};
}

static const struct written *file_at(const struct tree *tree, size_t place)
{
    return &tree->files[tree->names.items[place].index];
}

static int depth_of(const struct tree *tree, int64_t process)
{
    int depth = 0;
    for (; process >= 0 && depth < MAX_DEPTH; depth++)
        process = tree->processes[process].creator;
    return depth;
}

/* How deep in the tree the ways of two processes part. */
static int common_depth(const struct tree *tree, int64_t a, int64_t b)
{
    int depth_a = depth_of(tree, a), depth_b = depth_of(tree, b);
    for (; depth_a > depth_b; depth_a--)
        a = tree->processes[a].creator;
    for (; depth_b > depth_a; depth_b--)
        b = tree->processes[b].creator;
    for (; a != b && depth_a > 0; depth_a--) {
        a = tree->processes[a].creator;
        b = tree->processes[b].creator;
    }
    return depth_a;
}

/* The same image, or what a forked child went on with: the shell opens, the program writes. */
static bool is_same_process(const struct tree *tree, uint32_t a, uint32_t b)
{
    const struct process *left = &tree->processes[a], *right = &tree->processes[b];
    return a == b || (left->pid == right->pid && left->creator == right->creator);
}

int nearness(const struct tree *tree, uint32_t process, const char *output)
{
    int best = 0;
    struct range files = files_of(tree, output);
    for (size_t i = files.start; i < files.end; i++) {
        const struct written *file = file_at(tree, i);
        int near = is_same_process(tree, file->process, process)
                       ? MAX_DEPTH + 1
                       : common_depth(tree, process, file->process);
        best = near > best ? near : best;
    }
    return best;
}

int nearness_inherited(const struct tree *tree, uint32_t process, const char *output)
{
    int64_t creator = tree->processes[process].creator;
    int own = nearness(tree, process, output);
    int inherited = creator < 0 ? 0 : nearness(tree, (uint32_t)creator, output);
    return own > inherited ? own : inherited;
}

/* What the forked child that opened a file went on as; itself, where it stayed what it was. */
static uint32_t last_image(const struct tree *tree, uint32_t process)
{
    uint32_t last = process;
    for (uint32_t i = 0; i < tree->process_count; i++) {
        bool later = tree->processes[process].forked && !tree->processes[i].forked;
        if (later && is_same_process(tree, i, process))
            last = i;
    }
    return last;
}

uint32_t nearness_writer(const struct tree *tree, const char *output)
{
    if (tree->process_count == 1)
        return 0;
    struct range files = files_of(tree, output);
    return files.start < files.end ? last_image(tree, file_at(tree, files.end - 1)->process)
                                   : UINT32_MAX;
}

static bool ends_uncovered(const struct tree *tree, uint32_t process)
{
    for (size_t i = 0; i < tree->escape_count; i++) {
        if (tree->escapes[i].process == process)
            return true;
    }
    return false;
}

bool nearness_unseen(const struct tree *tree, const char *output)
{
    struct range files = files_of(tree, output);
    for (size_t i = files.start; i < files.end; i++) {
        if (ends_uncovered(tree, last_image(tree, file_at(tree, i)->process)))
            return true;
    }
    return files.start == files.end;
}
