#include "nearness.h"
#include <string.h>
#include "hash.h"
#include "util.h"

#define MAX_DEPTH (NEARNESS_WRITER - 1) /* of a process tree, as far as nearness is told apart */
#define MAX_STEPS 4096                  /* up the tree: what was read may hold a ring */

uint64_t nearness_key(const char *path)
{
    const char *name = last_part(path);
    return hash_bytes(name, strlen(name), 0);
}

bool nearness_names(const struct written *file, const char *output)
{
    return strcmp(last_part(file->path), last_part(output)) == 0;
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

/* How deep a process stands in the tree, the first at 1. */
static unsigned char depth_of(const struct tree *tree, int64_t process)
{
    unsigned char depth = 0;
    for (; process >= 0 && depth < MAX_DEPTH; depth++)
        process = tree->processes[process].creator;
    return depth;
}

/* The same image, or what a forked child went on with: the shell opens, the program writes. */
static bool is_same_process(const struct process *a, const struct process *b)
{
    return a == b || (a->pid == b->pid && a->creator == b->creator);
}

/* What is the same process has the same key. */
static uint64_t image_key(const struct process *process)
{
    return hash_bytes(&process->creator, sizeof process->creator, (uint32_t)process->pid);
}

/* All processes and how near they are to the writers of one output, the one last asked about. */
struct near {
    uint64_t name;
    bool known;
    unsigned char of[];
};

void nearness_index(struct tree *tree)
{
    for (size_t i = 0; i < tree->file_count; i++)
        keyed_add(&tree->names, nearness_key(tree->files[i].path), i);
    for (size_t i = 0; i < tree->process_count; i++)
        keyed_add(&tree->images, image_key(&tree->processes[i]), i);
    keyed_sort(&tree->names);
    keyed_sort(&tree->images);
    tree->near = xcalloc(1, sizeof *tree->near + tree->process_count);
}

/* From a writer up: whose way leads through here comes this near to it. */
static void mark_above(struct near *near, const struct tree *tree, uint32_t writer)
{
    int64_t process = writer;
    while (process >= 0 && !near->of[process]) {
        near->of[process] = depth_of(tree, process);
        process = tree->processes[process].creator;
    }
}

/* The writer, and what it went on as: the shell opens, the program it becomes writes. */
static void mark_images(struct near *near, const struct tree *tree, uint32_t writer)
{
    const struct process *process = &tree->processes[writer];
    const struct process heir = {.pid = process->pid, .creator = writer};
    keyed_each(at, tree->images, image_key(process))
    {
        size_t image = tree->images.items[at].index;
        if (is_same_process(&tree->processes[image], process))
            near->of[image] = NEARNESS_WRITER;
    }
    keyed_each(at, tree->images, image_key(&heir))
    {
        size_t image = tree->images.items[at].index;
        if (is_same_process(&tree->processes[image], &heir))
            near->of[image] = NEARNESS_WRITER;
    }
}

static unsigned char nearest_above(const struct near *near, const struct tree *tree,
                                   int64_t process)
{
    for (int steps = 0; process >= 0 && steps < MAX_STEPS; steps++) {
        if (near->of[process])
            return near->of[process];
        process = tree->processes[process].creator;
    }
    return 0;
}

static void look_at(struct near *near, const struct tree *tree, const char *output)
{
    struct range files = files_of(tree, output);
    memset(near->of, 0, tree->process_count);
    for (size_t i = files.start; i < files.end; i++)
        mark_above(near, tree, file_at(tree, i)->process);
    for (size_t i = 0; i < tree->process_count; i++)
        near->of[i] = nearest_above(near, tree, (int64_t)i);
    for (size_t i = files.start; i < files.end; i++)
        mark_images(near, tree, file_at(tree, i)->process);
    near->name = nearness_key(output);
    near->known = true;
}

int nearness(const struct tree *tree, uint32_t process, const char *output)
{
    if (!tree->near->known || tree->near->name != nearness_key(output))
        look_at(tree->near, tree, output);
    return tree->near->of[process];
}

/* Whether the process began with the output as one of its standard streams. */
static bool was_given(const struct process *process, const char *output)
{
    for (int i = 0; i < 3; i++) {
        if (process->stream[i] && strcmp(last_part(process->stream[i]), last_part(output)) == 0)
            return true;
    }
    return false;
}

int nearness_inherited(const struct tree *tree, uint32_t process, const char *output)
{
    int64_t creator = tree->processes[process].creator;
    int own = nearness(tree, process, output);
    int inherited = creator < 0 ? 0 : nearness(tree, (uint32_t)creator, output);
    if (inherited == NEARNESS_WRITER && !was_given(&tree->processes[process], output))
        inherited--;
    return own > inherited ? own : inherited;
}

/* What the forked child that opened a file went on as; itself, where it stayed what it was. */
static uint32_t last_image(const struct tree *tree, uint32_t process)
{
    const struct process *opener = &tree->processes[process];
    uint32_t last = process;
    if (!opener->forked)
        return last;
    keyed_each(at, tree->images, image_key(opener))
    {
        const struct process *image = &tree->processes[tree->images.items[at].index];
        if (!image->forked && is_same_process(image, opener))
            last = (uint32_t)tree->images.items[at].index;
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
