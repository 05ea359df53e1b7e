#include "outputs.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "divergence.h"
#include "left.h"
#include "parts.h"
#include "util.h"

#define DEFAULT_MAX 64

struct comparison {
    const struct outputs_options *options;
    struct outputs *result;
    char **what;
};

/* --- which outputs --- */

/* A trailing slash and a leading ./ mean nothing. */
static bool selects(const char *entry, const char *path)
{
    while (strncmp(entry, "./", 2) == 0)
        entry += 2;
    size_t length = strlen(entry);
    while (length > 1 && entry[length - 1] == '/')
        length--;
    autofree char *clean = xstrndup(entry, length);
    bool below = strncmp(path, clean, length) == 0 && (!path[length] || path[length] == '/');
    return below || length == 0 || strcmp(clean, ".") == 0 || fnmatch(clean, path, 0) == 0;
}

static bool is_selected(const struct outputs_options *options, const char *path)
{
    const char *const *only = options->only;
    if (!only || !*only)
        return true;
    for (; *only; only++) {
        if (selects(*only, path))
            return true;
    }
    return false;
}

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

static int compare_content(struct comparison *comparison, struct output *output, const char *path_a,
                           const char *path_b)
{
    automap struct bytes a = {"", 0}, b = {"", 0};
    int error = map(comparison, path_a, &a);
    if (!error)
        error = map(comparison, path_b, &b);
    if (error || bytes_equal(a, b))
        return error;
    size_t max = comparison->options->max_divergences;
    output->state = OUTPUT_CONTENT;
    parts_compare(output, max ? max : DEFAULT_MAX, a, b);
    return 0;
}

/* --- two entries of the lists; either may be missing --- */

static char *describe(const struct left_entry *entry)
{
    if (!entry)
        return xstrdup("missing");
    switch (entry->mode & S_IFMT) {
    case S_IFREG:
        return xasprintf("file of %llu bytes", (unsigned long long)entry->size);
    case S_IFDIR:
        return xstrdup("directory");
    case S_IFLNK:
        return xasprintf("symbolic link to %s", entry->target);
    case 0:
        return xstrdup("deleted");
    default:
        return xstrdup(S_ISFIFO(entry->mode)   ? "FIFO"
                       : S_ISSOCK(entry->mode) ? "socket"
                                               : "device");
    }
}

static void set_whole(struct output *output, enum output_state state, char *a, char *b)
{
    output->state = state;
    divergences_describe(output, NULL, a, b);
}

/* A directory that one side merely lacks is told of by what is in it. */
static bool says_nothing(const struct left_entry *a, const struct left_entry *b)
{
    const struct left_entry *one = a ? a : b;
    if (a && b)
        return (a->mode == 0 && b->mode == 0) || (S_ISDIR(a->mode) && a->mode == b->mode);
    return S_ISDIR(one->mode) && !one->bare;
}

/* Deleted here and left alone there: the side that left it alone still has it. */
static enum output_state only_state(const struct left_entry *a, const struct left_entry *b)
{
    if (a && b)
        return a->mode ? OUTPUT_ONLY_A : OUTPUT_ONLY_B;
    return (a && a->mode) || (b && !b->mode) ? OUTPUT_ONLY_A : OUTPUT_ONLY_B;
}

static void set_only(struct output *output, const struct left_entry *a, const struct left_entry *b)
{
    bool kept_a = b && !b->mode && !a, kept_b = a && !a->mode && !b;
    set_whole(output, only_state(a, b), kept_a ? xstrdup("left as it was") : describe(a),
              kept_b ? xstrdup("left as it was") : describe(b));
}

static void compare_mode(struct output *output, const struct left_entry *a,
                         const struct left_entry *b)
{
    if (output->state == OUTPUT_EQUAL && !S_ISLNK(a->mode) && a->mode != b->mode)
        set_whole(output, OUTPUT_MODE, xasprintf("mode %04o", a->mode & 07777u),
                  xasprintf("mode %04o", b->mode & 07777u));
}

static int compare_entries(struct comparison *comparison, const char *root_a, const char *root_b,
                           const struct left_entry *a, const struct left_entry *b)
{
    const char *path = a ? a->path : b->path;
    if (says_nothing(a, b) || !is_selected(comparison->options, path))
        return 0;
    struct output *output = add(comparison, path);
    if (!a || !b || !a->mode || !b->mode) {
        set_only(output, a, b);
    } else if ((a->mode & S_IFMT) != (b->mode & S_IFMT)) {
        set_whole(output, OUTPUT_TYPE, describe(a), describe(b));
    } else if (S_ISLNK(a->mode) && strcmp(a->target, b->target) != 0) {
        set_whole(output, OUTPUT_TARGET, xstrdup(a->target), xstrdup(b->target));
    } else if (S_ISREG(a->mode)) {
        autofree char *path_a = xasprintf("%s/%s", root_a, path);
        autofree char *path_b = xasprintf("%s/%s", root_b, path);
        int error = compare_content(comparison, output, path_a, path_b);
        if (error)
            return error;
    }
    if (a && b)
        compare_mode(output, a, b);
    return 0;
}

static int compare_lists(struct comparison *comparison, const struct left *a, const struct left *b)
{
    int error = 0;
    for (size_t i = 0, j = 0; !error && (i < a->count || j < b->count);) {
        const struct left_entry *left = i < a->count ? &a->items[i] : NULL;
        const struct left_entry *right = j < b->count ? &b->items[j] : NULL;
        int order = left && right ? strcmp(left->path, right->path) : left ? -1 : 1;
        left = order <= 0 ? left : NULL;
        right = order >= 0 ? right : NULL;
        error = compare_entries(comparison, a->root, b->root, left, right);
        i += left != NULL;
        j += right != NULL;
    }
    return error;
}

static int compare_trees(struct comparison *comparison, const char *left_a, const char *left_b)
{
    autofree char *root_a = xasprintf("%s/tree", left_a);
    autofree char *root_b = xasprintf("%s/tree", left_b);
    struct left a = {0}, b = {0};
    int error = left_list(root_a, &a, comparison->what);
    if (!error)
        error = left_list(root_b, &b, comparison->what);
    if (!error)
        error = compare_lists(comparison, &a, &b);
    left_free(&a);
    left_free(&b);
    return error;
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
    if ((!in_a && !in_b) || !is_selected(comparison->options, stream->path))
        return 0;
    struct output *output = add(comparison, stream->path);
    if (in_a && in_b)
        return compare_content(comparison, output, a, b);
    set_whole(output, in_a ? OUTPUT_ONLY_A : OUTPUT_ONLY_B, xstrdup(in_a ? "captured" : "missing"),
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

void outputs_free(struct outputs *outputs)
{
    for (size_t i = 0; i < outputs->count; i++) {
        struct output *output = &outputs->items[i];
        for (size_t j = 0; j < output->divergence_count; j++)
            divergence_free(&output->divergences[j]);
        free(output->divergences);
        free(output->path);
    }
    free(outputs->items);
    *outputs = (struct outputs){0};
}

size_t outputs_differing(const struct outputs *outputs)
{
    size_t count = 0;
    for (size_t i = 0; i < outputs->count; i++)
        count += outputs->items[i].state != OUTPUT_EQUAL;
    return count;
}
