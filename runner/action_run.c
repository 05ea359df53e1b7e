/* paribus run and paribus record: one run, in place. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "actions.h"
#include "arrange.h"
#include "audited.h"
#include "behind.h"
#include "command.h"
#include "coverage.h"
#include "failure.h"
#include "perform.h"
#include "runfile_write.h"
#include "store_gc.h"
#include "util.h"

static int complain(const char *what)
{
    fprintf(stderr, "paribus: %s\n", what);
    return EXIT_UNDECIDED;
}

/* What a shell answers when a command cannot be started. */
static int not_started(int error)
{
    return error == -ENOENT ? 127 : 126;
}

/* Ends as the command ended, by the same signal: wait(2). */
static int end_like(const struct performed *performed)
{
    int status = performed->launch.status;
    if (WIFSIGNALED(status)) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none); /* the command has left its own core, if any */
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    return performed->status;
}

static void note(const struct options *options, const char *sentence)
{
    if (!options->quiet)
        fprintf(stderr, "paribus: %s\n", sentence);
}

static void note_gaps(const struct options *options, const struct performed *performed)
{
    const char *gaps[ARRANGE_GAPS];
    size_t count = arrange_gaps(options->mode, performed->launch.granted, gaps);
    for (size_t i = 0; i < count; i++)
        note(options, gaps[i]);
    if (performed->launch.timed_out)
        note(options, "the command took too long and was ended");
    if (performed->launch.left_behind) {
        autofree char *sentence = perform_left_behind(performed->launch.left_behind);
        note(options, sentence);
    }
}

/* `run` keeps no trace: the counters are all there is to tell. */
static void note_shortfalls(const struct options *options, const char *directory)
{
    autofree struct run_shared *counters = NULL;
    struct shortfall shortfall;
    if (counters_load(directory, &counters) != 0)
        return;
    if (counters->escapes) {
        autofree char *sentence =
            xasprintf("%llu program%s ran uncovered; 'paribus record' says which",
                      (unsigned long long)counters->escapes, counters->escapes == 1 ? "" : "s");
        note(options, sentence);
    }
    for (size_t i = 0; coverage_shortfall(counters, i, &shortfall); i++) {
        autofree char *sentence =
            xasprintf("%llu %s", (unsigned long long)shortfall.count, shortfall.what);
        note(options, sentence);
    }
}

/* What an audit counted is what the run was made for: said even when it is to be quiet. */
static void tell_audit(const struct options *options, const char *directory)
{
    struct tree tree = {0};
    if (!options->audit)
        return;
    audited_load(directory, &tree);
    struct symbols *symbols = symbols_new(NULL);
    char **calls = behind_calls(&tree, symbols);
    for (size_t i = 0; calls && calls[i]; i++)
        fprintf(stderr, "paribus: past libc: %s\n", calls[i]);
    if (!calls)
        fprintf(stderr, "paribus: %s\n",
                tree.audited ? "past libc: no system call of interest"
                             : "not audited: this machine refuses seccomp(2)");
    behind_free(calls);
    symbols_free(symbols);
    audited_free(&tree);
}

static struct perform prepare(const struct options *options, const char *directory,
                              const struct environment *environment)
{
    struct perform perform = {.options = options,
                              .directory = directory,
                              .environment = environment,
                              .timeout = options->timeout};
    rundir_modes(&perform.setup, options);
    perform.setup.file_epoch = perform_epoch();
    perform.setup.vary_seed = 2;
    perform.setup.audit = options->audit;
    return perform;
}

static int open_place(const char *name, struct store *store, struct scratch *place, char **what)
{
    int error = store_open(store, what);
    return error ? error : scratch_open(store, name, place, what);
}

static int run_in(const struct options *options, const char *directory, struct performed *performed,
                  char **what)
{
    struct environment environment;
    autofree char *home = xasprintf("%s/home", directory);
    autofree char *shown = arrange_home(home);
    int error = environment_home(home, what);
    environment_clean(&environment, options);
    struct varied_variable *variables = environment_variations(&environment, shown);
    struct perform perform = prepare(options, directory, &environment);
    perform.variables = variables;
    perform.home = home;
    if (!error)
        error = perform_run(&perform, performed, what);
    variations_free(variables);
    environment_free(&environment);
    return error;
}

int run_command(const struct options *options)
{
    autostore struct store store = {0};
    struct scratch place = {.lock = -1};
    struct performed performed;
    autofree char *what = NULL;
    int error = open_place("run", &store, &place, &what);
    if (error) {
        scratch_remove(&place);
        return complain(what);
    }
    error = run_in(options, place.path, &performed, &what);
    if (!error)
        note_shortfalls(options, place.path);
    if (!error)
        tell_audit(options, place.path);
    scratch_remove(&place); /* before the end, which may be by a signal */
    if (error) {
        complain(what);
        return not_started(error);
    }
    note_gaps(options, &performed);
    return end_like(&performed);
}

/* The run directory as an absolute path; it must not exist or be empty. */
static char *new_directory(const char *given, char **what)
{
    if (rmdir(given) != 0 && errno != ENOENT) {
        *what = xasprintf("cannot keep the run in '%s': %s", given,
                          errno == ENOTEMPTY ? "it is not empty" : strerror(errno));
        return NULL;
    }
    char *path = mkdir(given, 0700) == 0 ? realpath(given, NULL) : NULL;
    if (!path)
        *what = xasprintf("cannot create '%s': %s", given, strerror(errno));
    return path;
}

/* `skip`: what of ours may lie in the tree, and is no output. */
static int record_in(const struct options *options, const char *directory, const char *skip,
                     struct performed *performed, char **what)
{
    struct environment environment;
    struct listing *listing = NULL;
    autofree char *left = perform_left(directory);
    autofree char *home = xasprintf("%s/home", directory);
    autofree char *shown = arrange_home(home);
    autofree char *tree = realpath(options->tree ? options->tree : ".", NULL);
    int error = environment_home(home, what);
    environment_own(&environment, options);
    struct varied_variable *variables = environment_variations(&environment, shown);
    struct perform perform = prepare(options, directory, &environment);
    perform.variables = variables;
    perform.home = home;
    perform.setup.flags |= RUN_FLAG_TRACE | RUN_FLAG_STACKS | RUN_FLAG_FILES;
    perform.capture = true;
    perform.tee = true;
    if (!error)
        error = tree ? listing_take(tree, skip, &listing, what) : -ENOENT;
    if (!error)
        error = perform_run(&perform, performed, what);
    if (!error)
        error = listing_collect(listing, left, what);
    if (!error)
        error = runfile_write(directory, "record", options, &perform.setup, performed, what);
    listing_free(listing);
    variations_free(variables);
    environment_free(&environment);
    return error;
}

/* The command has run by now: whatever fails here, its outputs are where it left them. */
static int keep(const struct options *options, const struct store *store, const char *directory,
                char **what)
{
    struct store_swept swept;
    autofree char *id = NULL;
    int error = store_keep(store, directory, &id, what);
    if (error)
        return error;
    autofree char *sentence = xasprintf("kept as %s: 'paribus show %s'", id, id);
    note(options, sentence);
    autofree char *why = NULL; /* the run is kept all the same */
    if (store_gc(store, &options->limits, &swept, &why) != 0)
        note(options, why);
    return 0;
}

static int record_in_store(const struct options *options, struct performed *performed, char **what)
{
    autostore struct store store = {0};
    autoscratch struct scratch place = {.lock = -1};
    int error = open_place("record", &store, &place, what);
    if (error)
        return error;
    if (store.instead)
        note(options, store.instead);
    autofree char *directory = xasprintf("%s/run", place.path);
    if (mkdir(directory, 0700) != 0)
        return failure(what, -errno, "create", directory);
    error = record_in(options, directory, store.root, performed, what);
    return error ? error : keep(options, &store, directory, what);
}

static int record_at(const struct options *options, struct performed *performed, char **what)
{
    autofree char *directory = new_directory(options->run_dir, what);
    return directory ? record_in(options, directory, directory, performed, what) : -EINVAL;
}

int record_command(const struct options *options)
{
    struct performed performed = {0};
    autofree char *what = NULL;
    int error = (options->run_dir ? record_at : record_in_store)(options, &performed, &what);
    if (error) {
        complain(what ? what : strerror(-error));
        return performed.launch.error ? not_started(error) : EXIT_UNDECIDED;
    }
    note_gaps(options, &performed);
    return end_like(&performed);
}
