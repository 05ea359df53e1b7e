#include "session.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include "arrange.h"
#include "failure.h"
#include "ignore.h"
#include "interrupt.h"
#include "store_gc.h"
#include "util.h"

/* An absolute path for --run-dir: new or empty. */
static int make_given(struct session *session, char **what)
{
    const char *given = session->options->run_dir;
    if (mkdir(given, 0700) != 0 &&
        (errno != EEXIST || rmdir(given) != 0 || mkdir(given, 0700) != 0))
        return failure_errno(what, "create", given);
    session->scratch = session->given = realpath(given, NULL);
    return session->given ? 0 : failure_errno(what, "find", given);
}

static int make_scratch(struct session *session, char **what)
{
    if (session->options->run_dir)
        return make_given(session, what);
    autofree char *tree = realpath(session->options->tree ? session->options->tree : ".", NULL);
    int error = store_open_outside(&session->store, tree ? tree : "", what);
    if (!error)
        error = scratch_open(&session->store, "check", &session->place, what);
    session->scratch = session->place.path;
    if (!error && session->store.instead && !session->options->quiet && !session->options->no_keep)
        fprintf(stderr, "paribus: %s\n", session->store.instead);
    return error;
}

static int open_tree(struct session *session, char **what)
{
    const char *given = session->options->tree ? session->options->tree : ".";
    autofree char *tree = realpath(given, NULL);
    autofree char *store = xasprintf("%s/store", session->scratch);
    if (!tree)
        return failure_errno(what, "find the tree", given);
    if (mkdir(store, 0700) != 0)
        return failure_errno(what, "create", store);
    return snapshot_open(tree, store, !session->options->no_overlay, &session->snapshot, what);
}

int session_open(const struct options *options, struct session *session, char **what)
{
    *session =
        (struct session){.options = options,
                         .max_runs = options->max_runs ? options->max_runs : SESSION_FEWEST_RUNS,
                         .expected_runs = 3,
                         .hidden = xcalloc(options->ignore.count + 1, sizeof(size_t)),
                         .place = {.lock = -1},
                         .timeout = options->timeout,
                         .begun = seconds_now(),
                         .file_epoch = perform_epoch()};
    interrupt_watch();
    progress_open(&session->progress, stderr, options->quiet);
    if (options->keep_env.count)
        environment_clean(&session->environment, options);
    else
        environment_own(&session->environment, options);
    int error = make_scratch(session, what);
    if (!error)
        error = open_tree(session, what);
    if (error)
        return error;
    session->home = xasprintf("%s/home", session->scratch);
    error = environment_home(session->home, what);
    if (error)
        return error;
    autofree char *shown = arrange_home(session->home);
    session->variables = environment_variations(&session->environment, shown);
    return 0;
}

int session_close(struct session *session, char **what)
{
    int error = session->snapshot ? snapshot_close(session->snapshot, what) : 0;
    snapshot_free(session->snapshot);
    progress_close(&session->progress);
    scratch_remove(&session->place);
    store_close(&session->store);
    environment_free(&session->environment);
    variations_free(session->variables);
    interrupt_unwatch();
    free(session->stopped);
    free(session->known);
    free(session->hidden);
    free(session->home);
    free(session->given);
    while (session->traced_count)
        free(session->traced[--session->traced_count]);
    free(session->traced);
    free(session->runs);
    return error;
}

void session_know(struct session *session, char *known)
{
    free(session->known);
    session->known = known;
}

/* --- keeping --- */

static void note_kept(const struct session *session, const char *ids)
{
    if (*ids && !session->options->quiet && (session->options->verbose || session->progress.to))
        fprintf(stderr, "paribus: kept as%s: see 'paribus runs'\n", ids);
}

static int keep_traced(struct session *session, struct text *ids, char **what)
{
    int error = 0;
    for (size_t i = 0; i < session->traced_count && !error; i++) {
        autofree char *id = NULL;
        error = store_keep(&session->store, session->traced[i], &id, what);
        if (!error)
            text_printf(ids, "%s %s", i ? "," : "", id);
    }
    return error;
}

void session_keep(struct session *session)
{
    struct text ids = {0};
    struct store_swept swept;
    autofree char *what = NULL;
    if (!session->store.root || session->store.passing || session->options->no_keep)
        return;
    text_puts(&ids, "");
    if (keep_traced(session, &ids, &what) != 0)
        fprintf(stderr, "paribus: not all runs are kept: %s\n", what);
    else if (store_gc(&session->store, &session->options->limits, &swept, &what) != 0)
        fprintf(stderr, "paribus: %s\n", what);
    note_kept(session, ids.data);
    text_free(&ids);
}

/* --- what runs left --- */

static int compare(const struct session *session, const char *run_a, const char *run_b,
                   const struct outputs_options *options, size_t *hidden, struct outputs *outputs,
                   char **what)
{
    autofree char *left_a = perform_left(run_a);
    autofree char *left_b = perform_left(run_b);
    int error = outputs_compare(left_a, left_b, options, outputs, what);
    if (!error)
        ignore_outputs(outputs, &session->options->ignore, hidden);
    return error;
}

int session_compare(const struct session *session, const char *run_a, const char *run_b,
                    const char *const *only, struct outputs *outputs, char **what)
{
    struct outputs_options options = {.only = only ? only : session->options->outputs.items,
                                      .include_streams = true,
                                      .renames = true,
                                      .all_new = only};
    return compare(session, run_a, run_b, &options, only ? NULL : session->hidden, outputs, what);
}

int session_compare_all(const struct session *session, const char *run_a, const char *run_b,
                        struct outputs *outputs, char **what)
{
    struct outputs_options options = {.include_streams = true};
    return compare(session, run_a, run_b, &options, NULL, outputs, what);
}
