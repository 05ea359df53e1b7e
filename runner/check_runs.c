/* The three runs every check begins with: pinned, pinned again, varied. */
#include <string.h>
#include "check.h"
#include "rundir.h"
#include "util.h"

void check_modes(const struct check *check, uint8_t *modes, enum mode mode)
{
    for (int source = 0; source < SOURCE_COUNT; source++) {
        uint8_t asked = check->options->mode[source];
        modes[source] = asked == MODE_VARY ? mode : asked;
    }
}

static int run_in_mode(struct check *check, const char *purpose, enum mode mode, char **directory,
                       char **what)
{
    struct rundir_setup setup = {
        .flags = RUN_FLAG_TRACE | RUN_FLAG_STACKS | RUN_FLAG_FILES | RUN_FLAG_FLOW, .vary_seed = 2};
    struct performed performed;
    setup.audit = check->options->audit && !check->pinned;
    if (mode == MODE_VARY) {
        rundir_modes(&setup, check->options);
    } else {
        check_modes(check, setup.mode, mode);
        memcpy(setup.chosen, setup.mode, sizeof setup.chosen);
    }
    int error = session_run(&check->session, purpose, &setup, directory, &performed, what);
    if (!error && mode == MODE_PIN)
        check->status = performed.status;
    return error;
}

static int run_pinned(struct check *check, char **what)
{
    int error = run_in_mode(check, "pinned", MODE_PIN, &check->pinned, what);
    if (!error)
        error = tree_load(check->pinned, &check->pinned_tree, what);
    return error;
}

static int run_again(struct check *check, char **what)
{
    autofree char *directory = NULL;
    int error = run_in_mode(check, "pinned again", MODE_PIN, &directory, what);
    if (error)
        return error;
    struct outputs *control = array_push(check->controls, check->control_count);
    *control = (struct outputs){0};
    error = session_compare(&check->session, check->pinned, directory, NULL, control, what);
    if (!check->again) {
        check->again = directory;
        directory = NULL;
    }
    return error;
}

#define REPEATS 2 /* of the pinned run, where no number is given */

static int run_repeats(struct check *check, char **what)
{
    unsigned wanted = check->options->repeat ? check->options->repeat : REPEATS;
    int error = run_pinned(check, what);
    check->session.expected_runs = wanted + 1;
    while (!error && check->control_count + 1 < wanted)
        error = run_again(check, what);
    return error;
}

static int run_varied(struct check *check, char **what)
{
    int error = run_in_mode(check, "varied", MODE_VARY, &check->varied, what);
    if (!error)
        error = session_compare(&check->session, check->pinned, check->varied, NULL, check->outputs,
                                what);
    if (!error)
        error = tree_load(check->varied, &check->varied_tree, what);
    return error;
}

int check_run(struct check *check, char **what)
{
    int error = run_repeats(check, what);
    return error ? error : run_varied(check, what);
}
