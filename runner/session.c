#include "session.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "arrange.h"
#include "failure.h"
#include "ignore.h"
#include "interrupt.h"
#include "runfile_write.h"
#include "store_gc.h"
#include "util.h"

/* Where nothing is said: as many runs as there is time for in a minute, but not fewer or more. */
#define FEWEST_RUNS 40
#define MOST_RUNS   200
#define USUAL_TIME  60.0 /* seconds */

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

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int session_open(const struct options *options, struct session *session, char **what)
{
    *session = (struct session){.options = options,
                                .max_runs = options->max_runs ? options->max_runs : FEWEST_RUNS,
                                .expected_runs = 3,
                                .hidden = xcalloc(options->ignore.count + 1, sizeof(size_t)),
                                .place = {.lock = -1},
                                .timeout = options->timeout,
                                .begun = now(),
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

/* --- one run --- */

static unsigned usual_runs(double seconds)
{
    if (seconds * MOST_RUNS <= USUAL_TIME)
        return MOST_RUNS;
    unsigned runs = (unsigned)(USUAL_TIME / seconds);
    return runs > FEWEST_RUNS ? runs : FEWEST_RUNS;
}

/* Runs after the first may take ten times as long: what was freed could make a program wait. */
static void note_run(struct session *session, const char *purpose, bool partial,
                     const struct performed *performed)
{
    *array_push(session->runs, session->run_count) =
        (struct report_run){.purpose = purpose,
                            .partial = partial,
                            .seconds = performed->launch.seconds,
                            .status = performed->status};
    session->seconds[partial] += performed->launch.seconds;
    session->made[partial]++;
    if (performed->launch.left_behind > session->left_behind)
        session->left_behind = performed->launch.left_behind;
    if (session->run_count > 1)
        return;
    session->granted = performed->launch.granted;
    if (session->options->max_runs == 0)
        session->max_runs = usual_runs(performed->launch.seconds);
    if (session->timeout == 0)
        session->timeout = performed->launch.seconds * 10 + 60;
}

/* --- when to stop --- */

static int stop(struct session *session, char *why)
{
    free(session->stopped);
    session->stopped = why;
    return -EDQUOT;
}

static char *runs_made(const struct session *session)
{
    return xasprintf("%zu run%s", session->run_count, session->run_count == 1 ? "" : "s");
}

static int stop_by_signal(struct session *session, int number)
{
    session->interrupted = true;
    interrupt_note(number);
    return stop(session,
                xasprintf("interrupted after %zu runs: %s", session->run_count, strsignal(number)));
}

static int stop_by_budget(struct session *session)
{
    autofree char *after = runs_made(session);
    return stop(session, xasprintf("stopped after %s: no time for another one (--budget)", after));
}

static int stop_by_count(struct session *session)
{
    autofree char *after = runs_made(session);
    return stop(session, xasprintf("stopped after %s: no more are allowed (--max-runs)", after));
}

/* What is left of the budget; the longest possible time where there is none. */
static double budget_left(const struct session *session)
{
    double budget = session->options->budget;
    return budget > 0 ? budget - (now() - session->begun) : 1e9;
}

static double expected_seconds(const struct session *session, bool partial)
{
    bool like = partial && session->made[partial];
    return session->made[like] ? session->seconds[like] / (double)session->made[like] : 0;
}

static int may_run(struct session *session, bool partial)
{
    if (interrupt_seen())
        return stop_by_signal(session, interrupt_seen());
    if (session->run_count >= session->max_runs)
        return stop_by_count(session);
    if (budget_left(session) <= expected_seconds(session, partial))
        return stop_by_budget(session);
    return 0;
}

static bool budget_ends_first(const struct session *session, double left)
{
    return session->options->budget > 0 && (session->timeout <= 0 || left < session->timeout);
}

/* --- one run --- */

static void show_progress(struct session *session, const char *purpose, bool partial)
{
    unsigned nth = (unsigned)session->run_count + 1;
    unsigned of = session->expected_runs > nth ? session->expected_runs : nth;
    progress_begin(
        &session->progress,
        &(struct progress_run){.nth = nth,
                               .of = of,
                               .purpose = purpose,
                               .argv = session->options->argv,
                               .expected = (int)(expected_seconds(session, partial) + 0.5),
                               .known = session->known});
}

static int run_in(struct session *session, const char *purpose, const struct rundir_setup *setup,
                  const char *directory, struct performed *performed, char **what)
{
    double left = budget_left(session);
    bool cut = budget_ends_first(session, left);
    struct perform perform = {.options = session->options,
                              .directory = directory,
                              .setup = *setup,
                              .environment = &session->environment,
                              .variables = session->variables,
                              .home = session->home,
                              .snapshot = session->snapshot,
                              .kept = session->scratch,
                              .capture = true,
                              .no_stdin = true,
                              .give_up = true,
                              .progress = &session->progress,
                              .timeout = cut ? left : session->timeout};
    perform.setup.file_epoch = session->file_epoch;
    show_progress(session, purpose, setup->spared_count > 0);
    int error = perform_run(&perform, performed, what);
    progress_clear(&session->progress);
    if (!error && performed->launch.interrupted)
        error = stop_by_signal(session, performed->launch.interrupted);
    else if (!error && performed->launch.timed_out && cut)
        error = stop_by_budget(session);
    return error;
}

void session_know(struct session *session, char *known)
{
    free(session->known);
    session->known = known;
}

int session_run(struct session *session, const char *purpose, const struct rundir_setup *setup,
                char **directory, struct performed *performed, char **what)
{
    int error = may_run(session, setup->spared_count > 0);
    if (error)
        return error;
    *directory = xasprintf("%s/run-%03zu", session->scratch, session->run_count + 1);
    error = run_in(session, purpose, setup, *directory, performed, what);
    if (error)
        return error;
    note_run(session, purpose, setup->spared_count > 0, performed);
    bool traced = setup->flags & RUN_FLAG_TRACE;
    if (traced)
        *array_push(session->traced, session->traced_count) = xstrdup(*directory);
    return traced || session->given
               ? runfile_write(*directory, purpose, session->options, setup, performed, what)
               : 0;
}

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
