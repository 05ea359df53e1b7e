#include "touched.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include "util.h"

/* A change with its whole name; `name` is owned until paths are made of them. */
struct named {
    char *name;
    uint32_t process;
    enum change_kind kind;
};

struct collection {
    const struct tree *tree;
    const struct branches_question *question;
    struct named *items;
    size_t count;
};

/* --- whole names --- */

/* Without ".", ".." and doubled slashes: names alone are looked at, links are not followed. */
static char *plain_name(const char *directory, const char *path)
{
    struct text name = {0};
    autofree char *whole = *path == '/' ? xstrdup(path) : xasprintf("%s/%s", directory, path);
    for (char *save, *word = strtok_r(whole, "/", &save); word; word = strtok_r(NULL, "/", &save)) {
        if (strcmp(word, ".") == 0)
            continue;
        if (strcmp(word, "..") != 0) {
            text_printf(&name, "/%s", word);
            continue;
        }
        while (name.length && name.data[--name.length] != '/') {
        }
        if (name.data)
            name.data[name.length] = '\0';
    }
    text_puts(&name, name.length ? "" : "/");
    return name.data;
}

static void add(struct collection *collection, uint32_t process, enum change_kind kind,
                const char *directory, const char *path)
{
    *array_push(collection->items, collection->count) =
        (struct named){plain_name(directory, path), process, kind};
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* Standard output and error that are files of their own are changed by whoever has them. */
static void add_streams(struct collection *collection, uint32_t process)
{
    const struct process *p = &collection->tree->processes[process];
    for (int fd = 1; fd < 3; fd++) {
        const char *stream = p->stream[fd];
        if (!p->forked && stream && *stream == '/' && !ends_with(stream, "/left/stdout") &&
            !ends_with(stream, "/left/stderr"))
            add(collection, process, 0, "", stream);
    }
}

static int by_name(const void *a, const void *b)
{
    const struct named *left = a, *right = b;
    int order = strcmp(left->name, right->name);
    if (order)
        return order;
    return (left->process > right->process) - (left->process < right->process);
}

/* --- what a name stands for --- */

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Devices and the like, where there is nothing to be put back. */
static bool is_no_file(const char *name)
{
    static const char *const names[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/tty"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(name, names[i]) == 0)
            return true;
    }
    return starts_with(name, "/proc/") || starts_with(name, "/dev/fd/") ||
           starts_with(name, "/dev/pts/") || starts_with(name, "/dev/std");
}

static int by_path(const void *key, const void *item)
{
    return strcmp(key, ((const struct output *)item)->path);
}

/* The streams come first, whatever their names; what follows is in the order of names. */
static struct outputs files_of(const struct outputs *outputs)
{
    static const char *const streams[] = {"<exit status>", "<stderr>", "<stdout>"};
    struct outputs files = {0};
    if (outputs)
        files = *outputs;
    for (size_t i = 0; i < sizeof streams / sizeof *streams && files.count; i++) {
        if (strcmp(files.items[0].path, streams[i]) == 0)
            files = (struct outputs){files.items + 1, files.count - 1};
    }
    return files;
}

static bool differs(const struct branches_question *question, const char *name)
{
    for (int i = 0; i < 2; i++) {
        const struct outputs files = files_of(question->compared[i]);
        const struct output *found =
            files.count ? bsearch(name, files.items, files.count, sizeof *files.items, by_path)
                        : NULL;
        if (found && found->state != OUTPUT_EQUAL)
            return true;
    }
    return false;
}

/* A whiteout says that the name is gone: overlayfs. */
static bool can_be_put_back(const struct stat *status)
{
    return S_ISDIR(status->st_mode) || S_ISLNK(status->st_mode) ||
           (S_ISREG(status->st_mode) && status->st_nlink == 1) ||
           (S_ISCHR(status->st_mode) && status->st_rdev == makedev(0, 0));
}

/* The tree itself is changed by whatever is made in it. */
static void judge_below(const struct branches_question *question, struct touched_path *path,
                        bool moved)
{
    struct stat status;
    autofree char *left = xasprintf("%s/%s", question->left, path->name);
    bool there = lstat(left, &status) == 0;
    path->shared = there && S_ISDIR(status.st_mode);
    path->differs = differs(question, path->name);
    path->obstacle = (there && !can_be_put_back(&status)) || (path->shared && moved);
}

/* Takes the name over.  `gone`, `moved`: what is among the changes of that name. */
static void make_path(const struct branches_question *question, char *name, bool gone, bool moved,
                      struct touched_path *path)
{
    size_t root = strlen(question->root);
    *path = (struct touched_path){.name = name};
    if (strncmp(name, question->root, root) == 0 && name[root] == '/') {
        path->below = true;
        memmove(name, name + root + 1, strlen(name + root + 1) + 1);
        judge_below(question, path, moved);
    } else if (starts_with(name, "/tmp/")) {
        path->obstacle = !gone;
    } else {
        path->obstacle = !is_no_file(name);
        path->shared = true;
    }
}

/* --- all of them --- */

static void make_paths(const struct collection *collection, struct touched *touched)
{
    for (size_t from = 0, to; from < collection->count; from = to) {
        bool gone = false, moved = false;
        uint32_t path = (uint32_t)touched->path_count;
        for (to = from; to < collection->count; to++) {
            struct named *named = &collection->items[to];
            if (strcmp(named->name, collection->items[from].name) != 0)
                break;
            gone |= named->kind == CHANGE_GONE;
            moved |= named->kind == CHANGE_MOVED;
            if (to > from && named->process == collection->items[to - 1].process)
                continue;
            *array_push(touched->items, touched->count) = (struct touch){named->process, path};
        }
        for (size_t i = from + 1; i < to; i++)
            free(collection->items[i].name);
        make_path(collection->question, collection->items[from].name, gone, moved,
                  array_push(touched->paths, touched->path_count));
    }
}

void touched_collect(const struct tree *tree, const struct branches_question *question,
                     struct touched *touched)
{
    struct collection collection = {.tree = tree, .question = question};
    *touched = (struct touched){0};
    for (size_t i = 0; i < tree->change_count; i++) {
        const struct change *change = &tree->changes[i];
        if (change->path)
            add(&collection, change->process, change->kind, change->directory, change->path);
    }
    for (size_t i = 0; i < tree->process_count; i++)
        add_streams(&collection, (uint32_t)i);
    if (collection.count)
        qsort(collection.items, collection.count, sizeof *collection.items, by_name);
    make_paths(&collection, touched);
    free(collection.items);
}

void touched_hand_over(struct touched *touched, struct branches *branches)
{
    for (size_t i = 0; i < touched->path_count; i++) {
        *array_push(branches->names, branches->name_count) = touched->paths[i].name;
        touched->paths[i].name = NULL;
    }
}

void touched_free(struct touched *touched)
{
    for (size_t i = 0; i < touched->path_count; i++)
        free(touched->paths[i].name);
    free(touched->paths);
    free(touched->items);
}
