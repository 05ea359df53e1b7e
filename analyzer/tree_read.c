/* From the records of a trace to processes and what they did, in the order of the trace. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include "reader.h"
#include "tree_parts.h"
#include "util.h"

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

void tree_read(struct tree *tree)
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
