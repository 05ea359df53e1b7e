#include "store_runs.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "failure.h"
#include "suggest.h"

#define LAST "last"

/* --- the list --- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static struct kept *find_id(const struct kept_runs *runs, const char *id)
{
    for (size_t i = 0; i < runs->count; i++)
        if (strcmp(runs->items[i].id, id) == 0)
            return &runs->items[i];
    return NULL;
}

static void read_tags(const struct store *store, struct kept_runs *runs)
{
    autofree char *path = xasprintf("%s/tags", store->root);
    DIR *directory = opendir(path);
    struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        char target[64];
        ssize_t length = readlinkat(dirfd(directory), entry->d_name, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        char *slash = strrchr(target, '/');
        struct kept *run = slash ? find_id(runs, slash + 1) : NULL;
        if (run)
            *array_push(run->tags, run->tag_count) = xstrdup(entry->d_name);
    }
    if (directory)
        closedir(directory);
    for (size_t i = 0; i < runs->count; i++)
        if (runs->items[i].tag_count)
            qsort(runs->items[i].tags, runs->items[i].tag_count, sizeof(char *), by_name);
}

static uint64_t read_bytes(const char *run)
{
    autofree char *path = xasprintf("%s/bytes", run);
    autofree char *text = NULL;
    size_t length;
    return read_whole_file(path, &text, &length) == 0 ? strtoull(text, NULL, 10) : 0;
}

/* What cannot be read is no run, however it came to be there. */
static void add_run(struct kept_runs *runs, const char *directory, const char *id)
{
    autofree char *why = NULL;
    autofree char *mark = xasprintf("%s/%s/pinned", directory, id);
    struct kept run = {.id = xstrdup(id), .path = xasprintf("%s/%s", directory, id)};
    if (runfile_read(run.path, &run.file, &why) == 0) {
        run.bytes = read_bytes(run.path);
        run.pinned = access(mark, F_OK) == 0;
        *array_push(runs->items, runs->count) = run;
        return;
    }
    runfile_free(&run.file);
    free(run.id);
    free(run.path);
}

static int last_first(const void *a, const void *b)
{
    const struct kept *left = a, *right = b;
    if (left->file.started != right->file.started)
        return left->file.started < right->file.started ? 1 : -1;
    return strcmp(left->id, right->id);
}

int store_list(const struct store *store, struct kept_runs *runs, char **what)
{
    autofree char *path = xasprintf("%s/runs", store->root);
    DIR *directory = opendir(path);
    struct dirent *entry;
    *runs = (struct kept_runs){0};
    if (!directory)
        return failure(what, -errno, "read", path);
    while ((entry = readdir(directory)))
        if (*entry->d_name != '.')
            add_run(runs, path, entry->d_name);
    closedir(directory);
    read_tags(store, runs);
    if (runs->count)
        qsort(runs->items, runs->count, sizeof *runs->items, last_first);
    return 0;
}

void kept_runs_free(struct kept_runs *runs)
{
    for (size_t i = 0; i < runs->count; i++) {
        struct kept *run = &runs->items[i];
        while (run->tag_count)
            free(run->tags[--run->tag_count]);
        free(run->tags);
        runfile_free(&run->file);
        free(run->id);
        free(run->path);
    }
    free(runs->items);
    *runs = (struct kept_runs){0};
}

/* --- by name --- */

/* It could not be told from an id otherwise. */
bool kept_name_allowed(const char *name)
{
    bool more = false;
    for (const char *at = name; *at; at++) {
        if (!isalnum((unsigned char)*at) && !strchr("-_.+", *at))
            return false;
        more |= !isxdigit((unsigned char)*at) || isupper((unsigned char)*at);
    }
    return more && isalnum((unsigned char)*name) && strcmp(name, LAST) != 0 && strlen(name) < 200;
}

/* "last", "last~2": how many runs before the last one; SIZE_MAX: it is no such name. */
static size_t steps_back(const char *name)
{
    char *end;
    if (strncmp(name, LAST, strlen(LAST)) != 0)
        return SIZE_MAX;
    name += strlen(LAST);
    if (!*name)
        return 0;
    if (*name != '~' || !isdigit((unsigned char)name[1]))
        return SIZE_MAX;
    size_t steps = strtoul(name + 1, &end, 10);
    return *end ? SIZE_MAX : steps;
}

enum likeness { UNLIKE, BEGINS, EXACT };

static enum likeness alike(const char *name, const char *wanted)
{
    if (strcmp(name, wanted) == 0)
        return EXACT;
    return strncmp(name, wanted, strlen(wanted)) == 0 ? BEGINS : UNLIKE;
}

static enum likeness run_likeness(const struct kept *run, const char *wanted)
{
    enum likeness best = alike(run->id, wanted);
    for (size_t i = 0; i < run->tag_count; i++) {
        enum likeness one = alike(run->tags[i], wanted);
        best = one > best ? one : best;
    }
    return best;
}

static char *not_found(const struct kept_runs *runs, const char *name)
{
    const char **names = NULL;
    size_t count = 0;
    for (size_t i = 0; i < runs->count; i++)
        for (size_t t = 0; t < runs->items[i].tag_count; t++)
            *array_push(names, count) = runs->items[i].tags[t];
    *array_push(names, count) = NULL;
    const char *near = suggest(name, names);
    char *sentence = near ? xasprintf("no run is called '%s', did you mean '%s'?", name, near)
                          : xasprintf("no run is called '%s': see 'paribus runs'", name);
    free(names);
    return sentence;
}

const struct kept *kept_find(const struct kept_runs *runs, const char *name, char **what)
{
    const struct kept *found = NULL;
    size_t back = steps_back(name), matches = 0;
    for (size_t i = 0; i < runs->count && *name; i++) {
        enum likeness likeness = back == SIZE_MAX ? run_likeness(&runs->items[i], name)
                                 : back == i      ? EXACT
                                                  : UNLIKE;
        if (likeness == EXACT)
            return &runs->items[i];
        if (likeness == BEGINS && matches++ == 0)
            found = &runs->items[i];
    }
    if (matches > 1)
        *what = xasprintf("'%s' is the beginning of more than one run: '%s' is one of %zu", name,
                          found->id, matches);
    else if (!found)
        *what = not_found(runs, name);
    return matches == 1 ? found : NULL;
}

/* --- as a user names it --- */

static bool is_there(const char *path)
{
    struct stat stat;
    return lstat(path, &stat) == 0;
}

static int find_kept(const char *name, char **directory, char **what)
{
    autostore struct store store = {0};
    autokept struct kept_runs runs = {0};
    int error = store_open(&store, what);
    if (!error)
        error = store_list(&store, &runs, what);
    if (error)
        return error;
    const struct kept *run = kept_find(&runs, name, what);
    *directory = run ? xstrdup(run->path) : NULL;
    return run ? 0 : -ENOENT;
}

int run_locate(const char *name, struct located *run, char **what)
{
    *run = (struct located){.lock = -1};
    if (strchr(name, '/') || is_there(name)) {
        run->directory = xstrdup(name);
        return 0;
    }
    int error = find_kept(name, &run->directory, what);
    if (!error)
        run->lock = store_lock_run(run->directory, RUN_READ);
    return error || run->lock != -EBUSY ? error : failure(what, -EBUSY, "read", name);
}

void located_free(struct located *run)
{
    cleanup_close(&run->lock);
    free(run->directory);
    *run = (struct located){.lock = -1};
}
