/* One run of a series, and whether there is to be another one. */
#include "session.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "interrupt.h"
#include "runfile_write.h"
#include "util.h"

/* Where nothing is said: as many runs as there is time for in a minute, but not fewer or more. */
#define MOST_RUNS  200
#define USUAL_TIME 60.0 /* seconds */

static unsigned usual_runs(double seconds)
{
    if (seconds * MOST_RUNS <= USUAL_TIME)
        return MOST_RUNS;
    unsigned runs = (unsigned)(USUAL_TIME / seconds);
    return runs > SESSION_FEWEST_RUNS ? runs : SESSION_FEWEST_RUNS;
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
    return budget > 0 ? budget - (seconds_now() - session->begun) : 1e9;
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
