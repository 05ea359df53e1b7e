/* The processes of an HTML report, and who wrote which output. */
#include <stdlib.h>
#include <string.h>
#include "html_data.h"
#include "json_parts.h"
#include "tree.h"
#include "util.h"

#define MOST  4000 /* processes told of; of more, those that lead to a cause or an output */
#define WORDS 200  /* bytes of a command line */

/* --- who wrote what --- */

/* The path of an output a file is, below `base`; NULL: it lies elsewhere.  malloc'd. */
static char *output_path(const struct tree *tree, const struct written *file, const char *base)
{
    const char *cwd = tree->processes[file->process].cwd;
    size_t length = strlen(base);
    while (strncmp(file->path, "./", 2) == 0 && *file->path != '/') {
        const struct written shorter = {file->process, file->inherited, file->path + 2};
        return output_path(tree, &shorter, base);
    }
    autofree char *whole =
        *file->path == '/' ? xstrdup(file->path) : xasprintf("%s/%s", cwd, file->path);
    if (strncmp(whole, base, length) != 0 || whole[length] != '/')
        return NULL;
    return xstrdup(whole + length + 1);
}

static int by_path(const void *key, const void *item)
{
    return strcmp(key, ((const struct output *)item)->path);
}

/* The index of the differing output a file is; SIZE_MAX: none. */
static size_t output_of(const struct report *report, const struct written *file)
{
    const struct outputs *outputs = report->outputs;
    if (!report->base || !outputs->count)
        return SIZE_MAX;
    autofree char *path = output_path(report->after, file, report->base);
    const struct output *found =
        path ? bsearch(path, outputs->items, outputs->count, sizeof *outputs->items, by_path)
             : NULL;
    for (size_t i = 0; path && !found && i < outputs->count; i++) {
        if (outputs->items[i].renamed && strcmp(outputs->items[i].renamed, path) == 0)
            found = &outputs->items[i];
    }
    return found && found->state != OUTPUT_EQUAL ? (size_t)(found - outputs->items) : SIZE_MAX;
}

static bool has(const json_t *array, uint32_t node)
{
    size_t i;
    json_t *item;
    json_array_foreach (array, i, item)
        if (json_integer_value(item) == node)
            return true;
    return false;
}

json_t **html_writers(const struct report *report, const uint32_t *nodes)
{
    json_t **writers = xcalloc(report->outputs->count + 1, sizeof *writers);
    for (size_t i = 0; report->after && i < report->after->file_count; i++) {
        const struct written *file = &report->after->files[i];
        size_t output = output_of(report, file);
        if (output == SIZE_MAX || nodes[file->process] == UINT32_MAX)
            continue;
        if (!writers[output])
            writers[output] = json_array();
        if (!has(writers[output], nodes[file->process]))
            json_array_append_new(writers[output], json_count(nodes[file->process]));
    }
    return writers;
}

/* --- which processes are told of --- */

/* With all those above it: what is shown hangs together. */
static void want(const struct tree *tree, bool *wanted, int64_t process)
{
    for (; process >= 0 && !wanted[process]; process = tree->processes[process].creator)
        wanted[process] = true;
}

static void choose(const struct report *report, bool *wanted)
{
    const struct tree *tree = report->after;
    if (tree->process_count <= MOST) {
        memset(wanted, true, tree->process_count * sizeof *wanted);
        return;
    }
    for (size_t i = 0; i < report->cause_count; i++)
        if (report->causes[i].node != UINT32_MAX)
            want(tree, wanted, report->causes[i].node);
    for (size_t i = 0; i < tree->file_count; i++)
        if (output_of(report, &tree->files[i]) != SIZE_MAX)
            want(tree, wanted, tree->files[i].process);
}

/* A variable of ours may lead a program to a directory of ours. */
static void add_word(struct text *line, const char *word, const char *scratch)
{
    const char *found;
    text_puts(line, line->length ? " " : "");
    while (scratch && *scratch && (found = strstr(word, scratch))) {
        text_add(line, word, (size_t)(found - word));
        text_puts(line, "(runs)");
        word = found + strlen(scratch);
    }
    text_puts(line, word);
}

static json_t *process_object(const struct report *report, const struct process *process,
                              const uint32_t *nodes)
{
    struct text line = {0};
    text_puts(&line, "");
    for (size_t i = 0; process->argv && process->argv[i] && line.length < WORDS; i++)
        add_word(&line, process->argv[i], report->scratch);
    json_t *object =
        json_pack("{s:o, s:o, s:b}", "creator",
                  process->creator < 0 ? json_null() : json_count(nodes[process->creator]), "words",
                  json_bytes(line.data, line.length < WORDS ? line.length : WORDS), "forked",
                  (int)process->forked);
    text_free(&line);
    return object;
}

json_t *html_processes(const struct report *report, uint32_t **nodes)
{
    const struct tree *tree = report->after;
    json_t *array = json_array();
    size_t count = tree ? tree->process_count : 0, kept = 0;
    autofree bool *wanted = xcalloc(count + 1, sizeof *wanted);
    *nodes = xcalloc(count + 1, sizeof **nodes);
    if (tree)
        choose(report, wanted);
    for (size_t i = 0; i < count; i++)
        (*nodes)[i] = wanted[i] ? (uint32_t)kept++ : UINT32_MAX;
    for (size_t i = 0; i < count; i++)
        if (wanted[i])
            json_array_append_new(array, process_object(report, &tree->processes[i], *nodes));
    return array;
}
