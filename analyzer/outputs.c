#include "outputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "bytes.h"
#include "divergence.h"
#include "entries.h"
#include "left.h"
#include "parts.h"
#include "renamed.h"
#include "same.h"
#include "selection.h"
#include "util.h"

#define DEFAULT_MAX 64

struct comparison {
    const struct outputs_options *options;
    struct outputs *result;
    char **what;
};

/* --- one file --- */

static struct output *add(struct comparison *comparison, const char *path)
{
    struct outputs *result = comparison->result;
    struct output *output = array_push(result->items, result->count);
    *output = (struct output){.path = xstrdup(path)};
    return output;
}

static int map(struct comparison *comparison, const char *path, struct bytes *bytes)
{
    int error = bytes_map(path, bytes);
    if (error)
        *comparison->what = xstrdup(path);
    return error;
}

/* The store keeps equal outputs as one file, and a run may be compared with itself. */
static bool is_one_file(const char *path_a, const char *path_b)
{
    struct stat a, b;
    return lstat(path_a, &a) == 0 && lstat(path_b, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

static int compare_content(struct comparison *comparison, struct output *output, const char *path_a,
                           const char *path_b)
{
    automap struct bytes a = {"", 0}, b = {"", 0};
    int error = map(comparison, path_a, &a);
    if (!error)
        error = map(comparison, path_b, &b);
    if (error || is_one_file(path_a, path_b) || same_mapped(a, b))
        return error;
    size_t max = comparison->options->max_divergences;
    output->state = OUTPUT_CONTENT;
    parts_compare(output, max ? max : DEFAULT_MAX, a, b);
    return 0;
}

static bool is_selected(const struct comparison *comparison, const struct left_entry *a,
                        const struct left_entry *b)
{
    const char *const *only = comparison->options->only;
    return (a && selection_has(only, a->path)) || (b && selection_has(only, b->path)) ||
           (!a && comparison->options->all_new);
}

/* --- the entries of two lists --- */

struct lists {
    const struct left *a, *b;
    struct renamed renamed; /* empty where it is not asked for */
};

static int compare_entries(struct comparison *comparison, const struct lists *lists,
                           const struct left_entry *a, const struct left_entry *b)
{
    if (!entries_matter(a, b) || !is_selected(comparison, a, b))
        return 0;
    struct output *output = add(comparison, a ? a->path : b->path);
    bool renamed = a && b && strcmp(a->path, b->path) != 0;
    if (renamed)
        entries_compare_names(output, a, b);
    int error = 0;
    if (entries_compare(output, a, b)) {
        autofree char *path_a = xasprintf("%s/%s", lists->a->root, a->path);
        autofree char *path_b = xasprintf("%s/%s", lists->b->root, b->path);
        error = compare_content(comparison, output, path_a, path_b);
        if (!error && output->state == OUTPUT_EQUAL)
            entries_compare_mode(output, a, b);
    }
    if (renamed)
        output->state = OUTPUT_RENAMED;
    return error;
}

/* What stands at A's place i or B's place j, whichever comes first; its partner may be elsewhere.
 */
static void take_next(const struct lists *lists, size_t *i, size_t *j, const struct left_entry **a,
                      const struct left_entry **b)
{
    const struct left_entry *left = *i < lists->a->count ? &lists->a->items[*i] : NULL;
    const struct left_entry *right = *j < lists->b->count ? &lists->b->items[*j] : NULL;
    int order = left && right ? strcmp(left->path, right->path) : left ? -1 : 1;
    *a = order <= 0 ? left : NULL;
    *b = order >= 0 ? right : NULL;
    if (order < 0 && lists->renamed.in_b && lists->renamed.in_b[*i] != NOT_RENAMED)
        *b = &lists->b->items[lists->renamed.in_b[*i]];
    if (order > 0 && lists->renamed.in_a && lists->renamed.in_a[*j] != NOT_RENAMED)
        *b = NULL; /* has been told of */
    *i += order <= 0;
    *j += order >= 0;
}

static int compare_lists(struct comparison *comparison, const struct lists *lists)
{
    int error = 0;
    for (size_t i = 0, j = 0; !error && (i < lists->a->count || j < lists->b->count);) {
        const struct left_entry *a, *b;
        take_next(lists, &i, &j, &a, &b);
        if (a || b)
            error = compare_entries(comparison, lists, a, b);
    }
    return error;
}

static int compare_listed(struct comparison *comparison, const struct left *a, const struct left *b)
{
    struct lists lists = {.a = a, .b = b};
    if (comparison->options->renames)
        renamed_find(a, b, &lists.renamed);
    int error = compare_lists(comparison, &lists);
    renamed_free(&lists.renamed);
    return error;
}

static int compare_roots(struct comparison *comparison, const char *root_a, const char *root_b)
{
    struct left a = {0}, b = {0};
    int error = left_list(root_a, &a, comparison->what);
    if (!error)
        error = left_list(root_b, &b, comparison->what);
    if (!error)
        error = compare_listed(comparison, &a, &b);
    left_free(&a);
    left_free(&b);
    return error;
}

static int compare_trees(struct comparison *comparison, const char *left_a, const char *left_b)
{
    autofree char *root_a = xasprintf("%s/tree", left_a);
    autofree char *root_b = xasprintf("%s/tree", left_b);
    return compare_roots(comparison, root_a, root_b);
}

/* --- streams --- */

static const struct stream {
    const char *path, *file;
} streams[] = {
    {"<exit status>", "status"},
    {"<stderr>", "stderr"},
    {"<stdout>", "stdout"},
};

static bool exists(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 || errno != ENOENT;
}

static int compare_stream(struct comparison *comparison, const char *left_a, const char *left_b,
                          const struct stream *stream)
{
    autofree char *a = xasprintf("%s/%s", left_a, stream->file);
    autofree char *b = xasprintf("%s/%s", left_b, stream->file);
    bool in_a = exists(a), in_b = exists(b);
    if ((!in_a && !in_b) || !selection_has(comparison->options->only, stream->path))
        return 0;
    struct output *output = add(comparison, stream->path);
    if (in_a && in_b)
        return compare_content(comparison, output, a, b);
    output->state = in_a ? OUTPUT_ONLY_A : OUTPUT_ONLY_B;
    divergences_describe(output, NULL, xstrdup(in_a ? "captured" : "missing"),
                         xstrdup(in_b ? "captured" : "missing"));
    return 0;
}

/* --- the whole --- */

int outputs_compare(const char *left_a, const char *left_b, const struct outputs_options *options,
                    struct outputs *result, char **what)
{
    struct comparison comparison = {options, result, what};
    int error = 0;
    *result = (struct outputs){0};
    for (size_t i = 0; !error && options->include_streams && i < 3; i++)
        error = compare_stream(&comparison, left_a, left_b, &streams[i]);
    if (!error)
        error = compare_trees(&comparison, left_a, left_b);
    if (error)
        outputs_free(result);
    return error;
}

/* --- without runs --- */

static int look_at(struct comparison *comparison, const char *path, struct stat *status)
{
    int error = stat(path, status) == 0 ? 0 : -errno;
    if (!error && !S_ISDIR(status->st_mode) && !S_ISREG(status->st_mode))
        error = -EINVAL;
    if (error)
        *comparison->what = xstrdup(path);
    return error;
}

static int compare_files(struct comparison *comparison, const char *path_a, const char *path_b)
{
    const char *name = last_part(path_a);
    if (!selection_has(comparison->options->only, name))
        return 0;
    return compare_content(comparison, add(comparison, name), path_a, path_b);
}

int outputs_compare_finished(const char *path_a, const char *path_b,
                             const struct outputs_options *options, struct outputs *result,
                             char **what)
{
    struct comparison comparison = {options, result, what};
    struct stat a, b;
    *result = (struct outputs){0};
    int error = look_at(&comparison, path_a, &a);
    if (!error)
        error = look_at(&comparison, path_b, &b);
    if (!error && S_ISDIR(a.st_mode) != S_ISDIR(b.st_mode)) {
        *what = xstrdup(S_ISDIR(a.st_mode) ? path_b : path_a);
        error = -ENOTDIR;
    }
    if (!error)
        error = S_ISDIR(a.st_mode) ? compare_roots(&comparison, path_a, path_b)
                                   : compare_files(&comparison, path_a, path_b);
    if (error)
        outputs_free(result);
    return error;
}

void outputs_free(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++) {
        struct output *output = &outputs->items[i];
        for (size_t j = 0; j < output->divergence_count; j++)
            divergence_free(&output->divergences[j]);
        free(output->divergences);
        free(output->path);
        free(output->renamed);
    }
    free(outputs->items);
    *outputs = (struct outputs){0};
}

const char *output_path_in_b(const struct output *output)
{
    return output->renamed ? output->renamed : output->path;
}

size_t outputs_differing(const struct outputs *outputs)
{
    size_t count = 0;
    for (size_t i = 0; i < outputs->count; i++)
        count += outputs->items[i].state != OUTPUT_EQUAL;
    return count;
}
