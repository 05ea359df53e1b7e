#include "tree.h"
#include "audited.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "events.h"
#include "reader.h"
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

/* --- records --- */

/* The next of the strings in [*at, end), or NULL. */
static const char *next_string(const char **at, const char *end)
{
    const char *text = *at;
    const char *nul = text < end ? memchr(text, 0, (size_t)(end - text)) : NULL;
    if (!nul)
        return NULL;
    *at = nul + 1;
    return text;
}

static void read_process(struct process *process, const struct trace_record *record)
{
    const struct trace_process *given = (const void *)record;
    size_t size, argc = 0;
    const char *at = record_tail(record, sizeof *given, &size), *end = at + size, *text;
    process->id = given->process;
    process->parent = given->parent;
    process->pid = given->pid;
    process->pid_unit = given->pid_unit;
    process->ordinal = given->ordinal;
    process->forked = given->kind == IMAGE_FORK;
    text = next_string(&at, end);
    process->exe = text ? text : "";
    text = next_string(&at, end);
    process->cwd = text ? text : "";
    free(process->argv);
    process->argv = NULL;
    while (argc < record->arg && (text = next_string(&at, end)))
        *array_push(process->argv, argc) = text;
    *array_push(process->argv, argc) = NULL;
}

static void read_module(struct process *process, const struct trace_record *record)
{
    const struct trace_module *given = (const void *)record;
    size_t size;
    const char *path = record_tail(record, sizeof *given, &size);
    struct module *module = array_push(process->modules, process->module_count);
    *module = (struct module){
        .start = given->start,
        .end = given->end,
        .bias = given->bias,
        .build_id = given->build_id,
        .build_id_length = record->arg <= sizeof given->build_id ? record->arg : 0,
        .path = memchr(path, 0, size) ? path : "",
    };
}

static void read_stack(struct process *process, const struct trace_record *record)
{
    const struct trace_stack *given = (const void *)record;
    size_t size;
    record_tail(record, sizeof *given, &size);
    struct stack *stack = array_push(process->stacks, process->stack_count);
    *stack = (struct stack){record->arg, given->site, given->pc, (uint32_t)(size / 8)};
}

/* The path, and the arguments after the program's own name. */
static char *command_words(const struct trace_record *record)
{
    size_t size;
    struct text words = {0};
    const char *at = record_tail(record, sizeof *record, &size), *end = at + size;
    const char *word = next_string(&at, end);
    text_puts(&words, word ? word : "");
    next_string(&at, end);
    while ((word = next_string(&at, end)) && *word)
        text_printf(&words, " %s", word);
    return words.data;
}

static void read_escape(struct tree *tree, uint32_t process, const struct trace_record *record)
{
    *array_push(tree->escapes, tree->escape_count) =
        (struct escape){process, (enum escape_kind)record->arg, command_words(record)};
}

static void read_change(struct tree *tree, uint32_t process, const struct trace_record *record,
                        enum change_kind kind)
{
    size_t size;
    const char *at = record_tail(record, sizeof *record, &size), *end = at + size;
    const char *path = next_string(&at, end), *directory = next_string(&at, end);
    bool whole = path && directory && !(record->flags & TRACE_TRUNCATED);
    *array_push(tree->changes, tree->change_count) =
        (struct change){process, kind, whole ? path : NULL, whole ? directory : NULL};
}

static void read_file(struct tree *tree, uint32_t process, const struct trace_record *record)
{
    size_t size;
    const char *at = record_tail(record, sizeof *record, &size);
    const char *path = next_string(&at, at + size);
    struct written file = {process, false, path};
    bool writes = (record->arg & O_ACCMODE) != O_RDONLY || record->arg & (O_CREAT | O_TRUNC);
    if (path && writes)
        *array_push(tree->files, tree->file_count) = file;
    else if (path)
        *array_push(tree->reads, tree->read_count) = file;
    if (path && writes)
        read_change(tree, process, record, 0);
}

/* A stream that is a file: what is opened for it is for the process to read or to write. */
static void inherit(struct tree *tree, uint32_t process, int fd)
{
    const char *name = tree->processes[process].stream[fd];
    struct written file = {process, true, name};
    if (!name || *name != '/' || strncmp(name, "/dev/", 5) == 0)
        return;
    if (fd == 0)
        *array_push(tree->reads, tree->read_count) = file;
    else
        *array_push(tree->files, tree->file_count) = file;
}

static void read_streams(struct tree *tree, uint32_t index, const struct trace_record *record)
{
    struct process *process = &tree->processes[index];
    size_t size;
    const char *at = record_tail(record, sizeof *record, &size), *end = at + size;
    for (int fd = 0; fd < 3; fd++)
        process->stream[fd] = next_string(&at, end);
    for (int fd = 0; fd < 3; fd++)
        inherit(tree, index, fd);
}

static void read_given(struct tree *tree, uint32_t process, const struct trace_record *record)
{
    size_t size;
    const char *at = record_tail(record, sizeof *record, &size), *end = at + size, *variable;
    while ((variable = next_string(&at, end)) && *variable)
        *array_push(tree->handed, tree->handed_count) =
            (struct handed){process, (int32_t)record->arg, variable};
}

/* Where the images of a trace are among the processes: index + 1, by number. */
struct images {
    uint32_t *index;
    size_t count;
};

#define MAX_IMAGES (1u << 24) /* a larger number is damage */

/* NULL for a number that makes no sense. */
static struct process *process_of(struct tree *tree, struct images *images, uint32_t image)
{
    if (image == 0 || image >= MAX_IMAGES)
        return NULL;
    while (images->count <= image)
        *array_push(images->index, images->count) = 0;
    if (images->index[image] == 0) {
        struct process *fresh = array_push(tree->processes, tree->process_count);
        *fresh = (struct process){.exe = "", .cwd = "", .creator = -1, .status = -1};
        images->index[image] = (uint32_t)tree->process_count;
    }
    return &tree->processes[images->index[image] - 1];
}

static void read_record(struct tree *tree, struct process *process,
                        const struct trace_record *record)
{
    uint32_t index = (uint32_t)(process - tree->processes);
    switch ((enum trace_type)record->type) {
    case TRACE_PROCESS:
        read_process(process, record);
        break;
    case TRACE_STACK:
        read_stack(process, record);
        break;
    case TRACE_MODULE:
        read_module(process, record);
        break;
    case TRACE_ESCAPE:
        read_escape(tree, index, record);
        break;
    case TRACE_FILE:
        read_file(tree, index, record);
        break;
    case TRACE_CHANGE:
        read_change(tree, index, record, (enum change_kind)record->arg);
        break;
    case TRACE_STREAMS:
        read_streams(tree, index, record);
        break;
    case TRACE_GIVEN:
        read_given(tree, index, record);
        break;
    case TRACE_EVENT: /* see events.c */
    case TRACE_BRIEF:
    case TRACE_NONE:
    case TRACE_PENDING:
    case TRACE_EXEC:
    case TRACE_EXIT:
    case TRACE_TYPES:
        break;
    }
}

static void add_chunk(struct tree *tree, uint32_t process, uint64_t thread, uint32_t chunk)
{
    struct extent *last = tree->extent_count ? &tree->extents[tree->extent_count - 1] : NULL;
    if (last && last->process == process && last->thread == thread &&
        last->chunk + last->chunks == chunk)
        last->chunks++;
    else
        *array_push(tree->extents, tree->extent_count) = (struct extent){process, chunk, 1, thread};
}

static void read_chunk(struct tree *tree, struct images *images, size_t chunk,
                       const struct trace_chunk *owner, struct cursor *cursor)
{
    const struct trace_record *record = cursor_next(cursor);
    if (!record)
        return;
    struct process *process = process_of(tree, images, owner->image);
    if (process)
        add_chunk(tree, (uint32_t)(process - tree->processes), owner->thread, (uint32_t)chunk);
    for (; record; record = cursor_next(cursor)) {
        if (process)
            read_record(tree, process, record);
        else
            tree->torn++;
    }
}

static void read_trace(struct tree *tree)
{
    struct images images = {0};
    struct cursor cursor = {0};
    struct trace_chunk owner;
    size_t chunks = reader_chunks(tree->reader);
    for (size_t i = 0; i < chunks; i++) {
        if (reader_enter(tree->reader, i, &cursor, &owner))
            read_chunk(tree, &images, i, &owner, &cursor);
    }
    free(images.index);
    for (size_t i = 0; i < tree->process_count; i++) {
        if (!tree->processes[i].argv)
            tree->processes[i].argv = xcalloc(1, sizeof *tree->processes[i].argv);
    }
    tree->torn += cursor.torn;
}

/* --- the tree --- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static const char *short_name(const struct process *process)
{
    return process->argv[0] && *process->argv[0] ? base_name(process->argv[0])
                                                 : base_name(process->exe);
}

struct lookup {
    uint64_t id;
    uint32_t index;
};

static int by_lookup(const void *a, const void *b)
{
    const struct lookup *left = a, *right = b;
    if (left->id != right->id)
        return left->id < right->id ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

static int64_t find_process(const struct lookup *table, size_t count, uint64_t id)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (table[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && table[low].id == id ? (int64_t)table[low].index : -1;
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

static void link_processes(struct tree *tree)
{
    autofree struct lookup *table = xcalloc(tree->process_count + 1, sizeof *table);
    for (size_t i = 0; i < tree->process_count; i++)
        table[i] = (struct lookup){tree->processes[i].id, (uint32_t)i};
    qsort(table, tree->process_count, sizeof *table, by_lookup);
    for (size_t i = 0; i < tree->process_count; i++) {
        struct process *process = &tree->processes[i];
        process->creator = find_process(table, tree->process_count, process->parent);
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

/* What vforked children handed on they handed to the programs they became. */
static void give_back(struct tree *tree)
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

/* Images are numbered as they happened to start; from here on the order is the tree's own. */
static void sort_tree(struct tree *tree)
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

/* Extents of one thread of one process, which stand together. */
static void find_lanes(struct tree *tree)
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

static int by_command(const void *a, const void *b)
{
    const struct escape *left = a, *right = b;
    int order = strcmp(left->command, right->command);
    return order ? order : (int)left->kind - (int)right->kind;
}

/* --- the directory --- */

static int load_counters(struct tree *tree, const char *directory)
{
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    size_t size = offsetof(struct run_shared, ordinal);
    if (fd < 0)
        return -errno;
    tree->counters = xcalloc(1, size);
    return pread(fd, tree->counters, size, 0) == (ssize_t)size ? 0 : -EINVAL;
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
    int error = load_counters(tree, directory);
    if (error)
        *why = xasprintf("'%s' is not a run: %s", directory, strerror(-error));
    else
        error = reader_open(path, &tree->reader, why);
    if (error) {
        tree_free(tree);
        return error;
    }
    read_trace(tree);
    load_ends(tree, directory);
    audited_load(directory, tree);
    link_processes(tree);
    sort_tree(tree);
    give_back(tree);
    find_lanes(tree);
    events_index(tree);
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
    free(tree->changes);
    free(tree->reads);
    free(tree->handed);
    audited_free(tree);
    free(tree->counters);
    *tree = (struct tree){0};
}
