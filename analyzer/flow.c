#include "flow.h"
#include "flow_index.h"
#include <stdlib.h>
#include <string.h>
#include "nearness.h"
#include "util.h"

/* How a value passes to another process; cheap where it was seen, dear where it may be. */
enum way {
    WAY_FORK,
    WAY_PIPE,
    WAY_FILE,
    WAY_NAMESAKE,
    WAY_ARGUMENT,
    WAY_VARIABLE,
    WAY_STATUS,
    WAY_COUNT
};

static const struct {
    uint32_t cost;
    const char *label;
} ways[WAY_COUNT] = {
    [WAY_FORK] = {0, NULL},
    [WAY_PIPE] = {2, "pipe"},
    [WAY_FILE] = {2, NULL},
    [WAY_ARGUMENT] = {2, "argument"},
    [WAY_VARIABLE] = {3, "variable"},
    [WAY_NAMESAKE] = {8, NULL},
    [WAY_STATUS] = {16, "exit status"},
};

/* The best way known to a process. */
struct step {
    uint32_t cost, from;
    enum way way;
    const char *what; /* the file or variable */
    bool queued;
};

/* --- from one process to others --- */

struct search {
    const struct flow *flow;
    struct step *steps; /* per process */
    uint32_t *queue;    /* a ring: nobody stands in it twice */
    size_t first, waiting;
};

static void reach(struct search *s, uint32_t from, uint32_t to, enum way way, const char *what)
{
    size_t room = s->flow->tree->process_count;
    uint32_t cost = s->steps[from].cost + ways[way].cost;
    struct step *step = &s->steps[to];
    if (cost >= step->cost)
        return;
    bool queued = step->queued;
    *step = (struct step){cost, from, way, what, true};
    if (!queued)
        s->queue[(s->first + s->waiting++) % room] = to;
}

/*
 * Of a forked child the program it became, of a program the forked child it was: what one opened
 * was meant for the other.  UINT32_MAX: there is none.
 */
static uint32_t twin(const struct flow *flow, uint32_t index)
{
    const struct process *process = &flow->tree->processes[index];
    uint64_t key = flow_twin_key(process, !process->forked);
    keyed_each(i, flow->twins, key)
    {
        const struct process *other = &flow->tree->processes[flow->twins.items[i].index];
        if (other->creator == process->creator && other->pid == process->pid)
            return flow->twins.items[i].index;
    }
    return UINT32_MAX;
}

static bool same_place(const struct process *a, const char *path_a, const struct process *b,
                       const char *path_b)
{
    bool whole_a = *path_a == '/', whole_b = *path_b == '/';
    if (whole_a != whole_b)
        return whole_a ? strlen(path_a) > strlen(path_b) : strlen(path_b) > strlen(path_a);
    return strcmp(path_a, path_b) == 0 && (whole_a || strcmp(a->cwd, b->cwd) == 0);
}

/* What a forked child opens before it becomes a program is the program's. */
static bool is_passing(const struct flow *flow, uint32_t process)
{
    return flow->tree->processes[process].forked && twin(flow, process) != UINT32_MAX;
}

static void reach_reader(struct search *s, uint32_t from, uint32_t opener, enum way way,
                         const char *what)
{
    reach(s, from, is_passing(s->flow, opener) ? twin(s->flow, opener) : opener, way, what);
}

/* Files that `opener` opened, on behalf of `from`. */
static void through_files(struct search *s, uint32_t from, uint32_t opener)
{
    const struct tree *tree = s->flow->tree;
    keyed_each(i, s->flow->writes, (uint64_t)opener)
    {
        const struct written *file = &s->flow->files[s->flow->writes.items[i].index];
        uint64_t key = nearness_key(file->path);
        keyed_each(k, s->flow->reads, key)
        {
            const struct written *read = &s->flow->sources[s->flow->reads.items[k].index];
            if (strcmp(last_part(read->path), last_part(file->path)) != 0)
                continue;
            bool same = same_place(&tree->processes[opener], file->path,
                                   &tree->processes[read->process], read->path);
            reach_reader(s, from, read->process, same ? WAY_FILE : WAY_NAMESAKE,
                         last_part(file->path));
        }
    }
}

/* A pipe nobody has as input is read by whoever started the writer: $(...). */
static void through_pipes(struct search *s, uint32_t from)
{
    const struct process *process = &s->flow->tree->processes[from];
    int64_t parent = process->creator;
    for (int stream = 1; stream < 3; stream++) {
        uint64_t pipe = flow_pipe(process, stream);
        if (!pipe || process->forked)
            continue;
        bool read = false;
        keyed_each(i, s->flow->inputs, pipe)
        {
            uint32_t reader = s->flow->inputs.items[i].index;
            read |= reader != from;
            reach(s, from, reader, WAY_PIPE, NULL);
        }
        if (!read && parent >= 0)
            reach(s, from, (uint32_t)parent, WAY_PIPE, NULL);
    }
    if (parent >= 0)
        reach(s, from, (uint32_t)parent,
              process->forked && !is_passing(s->flow, from) ? WAY_PIPE : WAY_STATUS, NULL);
}

static const struct process *earlier(const struct flow *flow, const struct process *process)
{
    size_t at = keyed_find(&flow->known, process->id);
    bool found = at < flow->known.count && flow->known.items[at].key == process->id;
    return found ? &flow->before->processes[flow->known.items[at].index] : NULL;
}

static bool has_other_arguments(const struct flow *flow, const struct process *process)
{
    const struct process *before = earlier(flow, process);
    if (!before)
        return flow->before != NULL; /* its identity is made of them */
    size_t i = 0;
    while (process->argv[i] && before->argv[i] && strcmp(process->argv[i], before->argv[i]) == 0)
        i++;
    return process->argv[i] != before->argv[i];
}

static bool was_handed(const struct tree *tree, uint32_t process, const char *variable)
{
    for (size_t i = 0; i < tree->handed_count; i++) {
        if (tree->handed[i].process == process && strcmp(tree->handed[i].variable, variable) == 0)
            return true;
    }
    return false;
}

/* A variable `process` handed on with another value than in the earlier run; NULL: none. */
static const char *other_variable(const struct flow *flow, uint32_t process)
{
    const struct process *before = earlier(flow, &flow->tree->processes[process]);
    keyed_each(i, flow->handed, (uint64_t)process)
    {
        const char *variable = flow->tree->handed[flow->handed.items[i].index].variable;
        if (before &&
            !was_handed(flow->before, (uint32_t)(before - flow->before->processes), variable))
            return variable;
    }
    return NULL;
}

/* A program `from` started, or became: told by arguments or variables, else it knows nothing. */
static void to_program(struct search *s, uint32_t from, uint32_t program)
{
    uint32_t child = twin(s->flow, program);
    const char *variable = other_variable(s->flow, program);
    if (!variable)
        variable = other_variable(s->flow, child != UINT32_MAX ? child : from);
    if (has_other_arguments(s->flow, &s->flow->tree->processes[program]))
        reach(s, from, program, WAY_ARGUMENT, NULL);
    else if (variable)
        reach(s, from, program, WAY_VARIABLE, variable);
}

static void to_children(struct search *s, uint32_t from)
{
    const struct process *processes = s->flow->tree->processes;
    uint32_t other = twin(s->flow, from);
    keyed_each(i, s->flow->children, (uint64_t)from)
    {
        uint32_t child = s->flow->children.items[i].index;
        if (processes[child].forked)
            reach(s, from, child, WAY_FORK, NULL);
        else
            to_program(s, from, child);
    }
    if (processes[from].forked && other != UINT32_MAX)
        to_program(s, from, other);
}

static void follow(struct search *s)
{
    size_t room = s->flow->tree->process_count;
    while (s->waiting) {
        uint32_t process = s->queue[s->first], other = twin(s->flow, process);
        s->first = (s->first + 1) % room;
        s->waiting--;
        s->steps[process].queued = false;
        through_files(s, process, process);
        if (other != UINT32_MAX && !s->flow->tree->processes[process].forked)
            through_files(s, process, other);
        through_pipes(s, process);
        to_children(s, process);
    }
}

/* --- in words --- */

static const char *name_of(const struct process *process)
{
    return last_part(process->argv[0] && *process->argv[0] ? process->argv[0] : process->exe);
}

static void put_label(struct text *text, const struct step *step)
{
    if (step->way == WAY_VARIABLE)
        text_printf(text, " (variable %.*s)", (int)strcspn(step->what, "="), step->what);
    else if (ways[step->way].label)
        text_printf(text, " (%s)", ways[step->way].label);
}

static size_t put_way(struct text *text, const struct search *s, uint32_t to, uint32_t start)
{
    if (to == start) {
        text_puts(text, name_of(&s->flow->tree->processes[to]));
        return 1;
    }
    const struct step *step = &s->steps[to];
    size_t count = put_way(text, s, step->from, start);
    if (step->way == WAY_FORK)
        return count;
    if (step->way == WAY_FILE || step->way == WAY_NAMESAKE)
        text_printf(text, " -> %s", step->what);
    text_printf(text, " -> %s", name_of(&s->flow->tree->processes[to]));
    put_label(text, step);
    return count + 1;
}

/* What it opened it may have opened for a child: one that has it as a stream is the writer rather.
 */
#define OPENED 4

/* How much it takes until the output is written by this process; UINT32_MAX: it does not write it.
 */
static uint32_t cost_of_writing(const struct search *s, const struct written *file, bool shared)
{
    uint32_t cost = s->steps[file->process].cost;
    return is_passing(s->flow, file->process) || cost == UINT32_MAX ? UINT32_MAX
           : shared && !file->inherited                             ? cost + OPENED
                                                                    : cost;
}

/* Of those that wrote the output the one that is reached best; UINT32_MAX: none. */
static uint32_t best_writer(const struct search *s, const char *output)
{
    const struct flow *flow = s->flow;
    uint32_t best = UINT32_MAX, least = UINT32_MAX;
    bool shared = false;
    for (size_t i = 0; i < flow->file_count; i++)
        shared |= flow->files[i].inherited && nearness_names(&flow->files[i], output);
    for (size_t i = 0; i < flow->file_count; i++) {
        uint32_t cost = nearness_names(&flow->files[i], output)
                            ? cost_of_writing(s, &flow->files[i], shared)
                            : UINT32_MAX;
        if (cost < least) {
            best = flow->files[i].process;
            least = cost;
        }
    }
    return best;
}

/* A search that begins with `process`. */
static void search_from(struct search *s, uint32_t process)
{
    size_t count = s->flow->tree->process_count;
    s->steps = xcalloc(count + 1, sizeof *s->steps);
    s->queue = xcalloc(count + 1, sizeof *s->queue);
    s->waiting = 1;
    for (size_t i = 0; i < count; i++)
        s->steps[i].cost = UINT32_MAX;
    s->steps[process].cost = 0;
    s->queue[0] = process;
    follow(s);
}

static void search_end(struct search *s)
{
    free(s->steps);
    free(s->queue);
}
#define autosearch __attribute__((cleanup(search_end)))

uint32_t flow_cost(const struct flow *flow, uint32_t process, const char *output)
{
    autosearch struct search search = {.flow = flow};
    search_from(&search, process);
    uint32_t writer = best_writer(&search, output);
    return writer == UINT32_MAX ? UINT32_MAX : search.steps[writer].cost;
}

char *flow_way(const struct flow *flow, uint32_t process, const char *output)
{
    autosearch struct search search = {.flow = flow};
    struct text text = {0};
    search_from(&search, process);
    uint32_t writer = best_writer(&search, output);
    if (writer == UINT32_MAX)
        return NULL;
    if (put_way(&text, &search, writer, process) < 2) {
        free(text.data);
        return NULL;
    }
    text_printf(&text, " -> %s", output);
    return text.data;
}
