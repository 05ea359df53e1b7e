/* paribus runs: what is kept, and for how long. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "actions.h"
#include "command.h"
#include "failure.h"
#include "options.h"
#include "runs_list.h"
#include "store_gc.h"
#include "store_runs.h"
#include "suggest.h"

struct runs {
    const struct options *options;
    char **operands; /* behind the verb */
    int count;
    struct store store;
    struct kept_runs list;
};

/* --- the verbs: 0 or a negative errno with *what --- */

static int runs_list(struct runs *runs, char **what)
{
    (void)what;
    if (runs->options->json)
        runs_list_json(runs->list.items, runs->list.count, stdout);
    else
        runs_list_text(&runs->list, stdout);
    return 0;
}

static const struct kept *find(const struct runs *runs, int operand, char **what)
{
    return kept_find(&runs->list, runs->operands[operand], what);
}

static int runs_show(struct runs *runs, char **what)
{
    const struct kept *run = find(runs, 0, what);
    if (run && runs->options->json)
        runs_list_json(run, 1, stdout);
    else if (run)
        runs_show_text(run, stdout);
    return run ? 0 : -ENOENT;
}

/* A link made beside it takes the name's place: the name is always some run's. */
static int runs_tag(struct runs *runs, char **what)
{
    const struct kept *run = find(runs, 0, what);
    const char *name = runs->operands[1];
    if (!run)
        return -ENOENT;
    if (!kept_name_allowed(name)) {
        *what = xasprintf("'%s' is no tag: letters, digits and -_.+, and no beginning of an id "
                          "(0-9 a-f only)",
                          name);
        return -EINVAL;
    }
    autofree char *target = xasprintf("../runs/%s", run->id);
    autofree char *path = xasprintf("%s/tags/%s", runs->store.root, name);
    autofree char *beside = xasprintf("%s/tags/.%s-%d", runs->store.root, name, (int)getpid());
    unlink(beside);
    if (symlink(target, beside) != 0 || rename(beside, path) != 0)
        return failure(what, -errno, "tag", run->id);
    return 0;
}

static int runs_untag(struct runs *runs, char **what)
{
    const char *name = runs->operands[0];
    autofree char *path = xasprintf("%s/tags/%s", runs->store.root, name);
    if (kept_name_allowed(name) && unlink(path) == 0)
        return 0;
    *what = xasprintf("no run is tagged '%s'", name);
    return -ENOENT;
}

static int pin(const struct kept *run, char **what)
{
    autofree char *mark = xasprintf("%s/pinned", run->path);
    autoclose int lock = store_lock_run(run->path, RUN_READ);
    autoclose int fd = lock < 0 ? lock : open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    return fd < 0 ? failure(what, lock < 0 ? lock : -errno, "pin", run->id) : 0;
}

static int unpin(const struct kept *run, char **what)
{
    autofree char *mark = xasprintf("%s/pinned", run->path);
    return unlink(mark) == 0 || errno == ENOENT ? 0 : failure(what, -errno, "unpin", run->id);
}

static int for_each(struct runs *runs, int (*action)(const struct kept *run, char **what),
                    char **what)
{
    for (int i = 0; i < runs->count; i++) {
        const struct kept *run = find(runs, i, what);
        int error = run ? action(run, what) : -ENOENT;
        if (error)
            return error;
    }
    return 0;
}

static int runs_pin(struct runs *runs, char **what)
{
    return for_each(runs, pin, what);
}

static int runs_unpin(struct runs *runs, char **what)
{
    return for_each(runs, unpin, what);
}

/* All are found before any is removed: a slip removes nothing. */
static int runs_remove(struct runs *runs, char **what)
{
    for (int i = 0; i < runs->count; i++) {
        const struct kept *run = find(runs, i, what);
        if (!run)
            return -ENOENT;
        if (run->pinned) {
            *what = xasprintf("'%s' is pinned: 'paribus runs unpin %s' first", run->id, run->id);
            return -EPERM;
        }
    }
    for (int i = 0; i < runs->count; i++) {
        const struct kept *run = find(runs, i, what);
        int error = store_remove(&runs->store, run->id);
        if (error && error != -ENOENT) /* named twice */
            return failure(what, error, "remove", run->id);
    }
    return 0;
}

static int runs_names(struct runs *runs, char **what)
{
    (void)what;
    for (size_t i = 0; i < runs->list.count; i++) {
        puts(runs->list.items[i].id);
        for (size_t t = 0; t < runs->list.items[i].tag_count; t++)
            puts(runs->list.items[i].tags[t]);
    }
    return 0;
}

static int runs_gc(struct runs *runs, char **what)
{
    struct store_swept swept;
    int error = store_gc(&runs->store, &runs->options->limits, &swept, what);
    if (error || runs->options->quiet)
        return error;
    autofree char *size = runs_size(swept.bytes);
    printf("%u run%s removed, %u left: %s\n", swept.runs, swept.runs == 1 ? "" : "s", swept.left,
           size);
    if (swept.abandoned)
        printf("%u half-made run%s swept\n", swept.abandoned, swept.abandoned == 1 ? "" : "s");
    if (swept.busy)
        printf("%u in use, not removed\n", swept.busy);
    return 0;
}

/* --- which verb --- */

static const struct verb {
    const char *name, *args;
    int least, most;
    int (*run)(struct runs *runs, char **what);
} verbs[] = {
#define RUNS(verb, least, most, args, what) {#verb, args, least, most, runs_##verb},
#include "runs.def"
#undef RUNS
};

static const struct verb *find_verb(const char *name, char **what)
{
    const char *names[sizeof verbs / sizeof *verbs + 1] = {0};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        names[i] = verbs[i].name;
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    }
    const char *near = suggest(name, names);
    *what = near ? xasprintf("'%s' is nothing to do with runs, did you mean '%s'?", name, near)
                 : xasprintf("'%s' is nothing to do with runs", name);
    return NULL;
}

static const struct verb *choose(const struct options *options, char **what)
{
    const struct verb *verb = options->argc ? find_verb(options->argv[0], what) : &verbs[0];
    int count = options->argc ? options->argc - 1 : 0;
    if (!verb || (count >= verb->least && count <= verb->most))
        return verb;
    *what = *verb->args ? xasprintf("'runs %s %s' is how it goes", verb->name, verb->args)
                        : xasprintf("'runs %s' takes no argument", verb->name);
    return NULL;
}

int runs_command(const struct options *options)
{
    autofree char *what = NULL;
    const struct verb *verb = choose(options, &what);
    if (!verb)
        return command_misuse(&cmd_runs, what);
    struct runs runs = {.options = options, .operands = options->argv + 1};
    runs.count = options->argc ? options->argc - 1 : 0;
    int error = store_open(&runs.store, &what);
    if (!error)
        error = store_list(&runs.store, &runs.list, &what);
    if (!error)
        error = verb->run(&runs, &what);
    if (error)
        fprintf(stderr, "paribus: %s\n", what ? what : strerror(-error));
    kept_runs_free(&runs.list);
    store_close(&runs.store);
    return error ? EXIT_UNDECIDED : 0;
}
