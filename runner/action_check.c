/* paribus check: run, control, vary, explain, prove. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "actions.h"
#include "attribute.h"
#include "check.h"
#include "command.h"
#include "util.h"

/* An --output that names nothing is more likely a slip than a wish. */
static int refuse_nothing(const struct check *check, char **what)
{
    if (check->options->outputs.count == 0 || check->outputs->count > 0)
        return 0;
    *what = xasprintf("no output matches --output '%s'", check->options->outputs.items[0]);
    return -ENOENT;
}

static int run_check(struct check *check, char **what)
{
    int error = session_open(check->options, &check->session, what);
    if (!error)
        error = check_run(check, what);
    if (!error)
        error = refuse_nothing(check, what);
    if (error && error != -EDQUOT)
        return error;
    check_adopt_control(check);
    check_collect_regions(check);
    check_collect_units(check);
    check_find_suspects(check);
    if (!error && !check->options->no_prove)
        error = check_prove(check, what);
    if (!error || error == -EDQUOT)
        error = check_jitter(check, what);
    return error;
}

static void free_check(struct check *check)
{
    for (size_t r = 0; r < check->region_count && check->questions; r++) {
        free(check->questions[r].candidates);
        free(check->questions[r].causes);
        suspects_free(&check->suspects[r]);
    }
    free(check->questions);
    free(check->suspects);
    free(check->paths);
    attribution_free(check->attribution);
    free(check->variables);
    check_partial_free(&check->partial);
    units_free(&check->units);
    tree_free(&check->pinned_tree);
    tree_free(&check->varied_tree);
    for (size_t i = 0; i < check->control_count; i++)
        outputs_free(&check->controls[i]);
    free(check->controls);
    free(check->pinned);
    free(check->again);
    free(check->varied);
}

int check_command(const struct options *options)
{
    struct check check = {.options = options, .outputs = xcalloc(1, sizeof(struct outputs))};
    autofree char *what = NULL;
    autofree char *closing = NULL;
    int error = run_check(&check, &what);
    int status = EXIT_UNDECIDED;
    if (error)
        fprintf(stderr, "paribus: %s\n", what ? what : strerror(-error));
    else
        status = check_answer(&check);
    if (!error)
        session_keep(&check.session);
    free_check(&check);
    if (session_close(&check.session, &closing) != 0) {
        fprintf(stderr, "paribus: %s\n", closing);
        status = EXIT_UNDECIDED;
    }
    return status;
}
