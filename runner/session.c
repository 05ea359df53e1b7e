#include "session.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "arrange.h"
#include "ignore.h"
#include "remove_tree.h"
#include "runfile.h"
#include "util.h"

#define DEFAULT_MAX_RUNS 40

static int fail(char **what, const char *verb, const char *path)
{
    int error = errno ? -errno : -EIO;
    *what = xasprintf("cannot %s '%s': %s", verb, path, strerror(-error));
    return error;
}

/* An absolute path for --keep: new or empty. */
static int make_kept(const char *given, char **path, char **what)
{
    if (mkdir(given, 0700) != 0 &&
        (errno != EEXIST || rmdir(given) != 0 || mkdir(given, 0700) != 0))
        return fail(what, "create", given);
    *path = realpath(given, NULL);
    return *path ? 0 : fail(what, "find", given);
}

static int make_scratch(struct session *session, char **what)
{
    if (session->options->keep)
        return make_kept(session->options->keep, &session->scratch, what);
    session->scratch = rundir_scratch("check");
    return session->scratch ? 0 : fail(what, "create a directory in", "/var/tmp");
}

static int open_tree(struct session *session, char **what)
{
    const char *given = session->options->tree ? session->options->tree : ".";
    autofree char *tree = realpath(given, NULL);
    autofree char *store = xasprintf("%s/store", session->scratch);
    if (!tree)
        return fail(what, "find the tree", given);
    if (mkdir(store, 0700) != 0)
        return fail(what, "create", store);
    return snapshot_open(tree, store, !session->options->no_overlay, &session->snapshot, what);
}

int session_open(const struct options *options, struct session *session, char **what)
{
    *session =
        (struct session){.options = options,
                         .max_runs = options->max_runs ? options->max_runs : DEFAULT_MAX_RUNS,
                         .expected_runs = 3,
                         .hidden = xcalloc(options->ignore.count + 1, sizeof(size_t)),
                         .timeout = options->timeout,
                         .file_epoch = perform_now()};
    progress_open(&session->progress, stderr, options->quiet);
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
    if (session->scratch && !session->options->keep)
        remove_tree(session->scratch);
    environment_free(&session->environment);
    variations_free(session->variables);
    free(session->hidden);
    free(session->home);
    free(session->scratch);
    free(session->runs);
    return error;
}

/* Runs after the first may take ten times as long: what was freed could make a program wait. */
static void note_run(struct session *session, const char *purpose,
                     const struct performed *performed)
{
    *array_push(session->runs, session->run_count) = (struct report_run){
        .purpose = purpose, .seconds = performed->launch.seconds, .status = performed->status};
    if (session->run_count > 1)
        return;
    session->granted = performed->launch.granted;
    if (session->timeout == 0)
        session->timeout = performed->launch.seconds * 10 + 60;
}

int session_run(struct session *session, const char *purpose, const struct rundir_setup *setup,
                char **directory, struct performed *performed, char **what)
{
    if (session->run_count >= session->max_runs)
        return -EDQUOT;
    *directory = xasprintf("%s/run-%03zu", session->scratch, session->run_count + 1);
    struct perform perform = {.options = session->options,
                              .directory = *directory,
                              .setup = *setup,
                              .environment = &session->environment,
                              .variables = session->variables,
                              .home = session->home,
                              .snapshot = session->snapshot,
                              .capture = true,
                              .no_stdin = true,
                              .progress = &session->progress,
                              .timeout = session->timeout};
    perform.setup.file_epoch = session->file_epoch;
    unsigned nth = (unsigned)session->run_count + 1;
    unsigned of = session->expected_runs > nth ? session->expected_runs : nth;
    progress_begin(&session->progress, nth, of, purpose, session->options->argv);
    int error = perform_run(&perform, performed, what);
    progress_clear(&session->progress);
    if (!error)
        note_run(session, purpose, performed);
    if (!error && session->options->keep)
        error = runfile_write(*directory, session->options, setup, performed, what);
    if (!error && performed->launch.interrupted) {
        *what = xasprintf("interrupted: %s", strsignal(performed->launch.interrupted));
        return -EINTR;
    }
    return error;
}

int session_compare(const struct session *session, const char *run_a, const char *run_b,
                    const char *const *only, struct outputs *outputs, char **what)
{
    autofree char *left_a = perform_left(run_a);
    autofree char *left_b = perform_left(run_b);
    struct outputs_options options = {
        .only = only ? only : session->options->outputs.items,
        .include_streams = true,
    };
    int error = outputs_compare(left_a, left_b, &options, outputs, what);
    if (!error)
        ignore_outputs(outputs, &session->options->ignore, only ? NULL : session->hidden);
    return error;
}
