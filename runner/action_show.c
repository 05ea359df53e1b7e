/* paribus show: what one kept run did. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "actions.h"
#include "calls.h"
#include "command.h"
#include "explain.h"
#include "outputs.h"
#include "perform.h"
#include "runfile.h"
#include "show.h"
#include "util.h"

static void add_outputs(struct shown *shown, const char *run)
{
    autofree char *left = perform_left(run);
    autofree char *what = NULL;
    /* compared with itself a left lists what it holds */
    outputs_compare(left, left, &(struct outputs_options){0}, &shown->outputs, &what);
}

int show_run(const struct options *options)
{
    struct shown shown = {.options = options, .directory = options->argv[0]};
    autofree char *what = NULL;
    int error = tree_load(shown.directory, &shown.tree, &what);
    if (!error)
        error = runfile_read(shown.directory, &shown.file, &what);
    if (error) {
        fprintf(stderr, "paribus: %s\n", what ? what : strerror(-error));
        return EXIT_UNDECIDED;
    }
    shown.symbols = symbols_new(NULL);
    add_outputs(&shown, shown.directory);
    show_collect(&shown);
    if (options->format == FORMAT_JSON)
        show_json(&shown, stdout);
    else
        show_text(&shown, stdout);
    show_free(&shown);
    return fflush(stdout) == 0 ? EXIT_REPRODUCIBLE : EXIT_UNDECIDED;
}
