/* paribus show: what one kept run did. */
#include <jansson.h>
#include <string.h>
#include "actions.h"
#include "command.h"
#include "explain.h"
#include "formats.h"
#include "outputs.h"
#include "perform.h"
#include "runfile.h"
#include "show.h"
#include "store_runs.h"
#include "util.h"

static void add_outputs(struct shown *shown, const char *run)
{
    autofree char *left = perform_left(run);
    autofree char *what = NULL;
    /* compared with itself a left lists what it holds */
    outputs_compare(left, left, &(struct outputs_options){0}, &shown->outputs, &what);
}

static int write_shown(const struct format *format, FILE *to, const void *context)
{
    return format->show(context, to);
}

/* Some forms are of a comparison only. */
static const struct format *no_form_of_a_run(const struct options *options)
{
    for (size_t i = 0; i < options->wish_count; i++)
        if (!options->wishes[i].format->show)
            return options->wishes[i].format;
    return NULL;
}

int show_run(const struct options *options)
{
    autolocated struct located run = {.lock = -1};
    autofree char *what = NULL;
    const struct format *impossible = no_form_of_a_run(options);
    if (impossible) {
        fprintf(stderr, "paribus: --format %s is of two runs: for check and compare\n",
                impossible->name);
        return EXIT_MISUSE;
    }
    int error = run_locate(options->argv[0], &run, &what);
    struct shown shown = {.options = options, .directory = run.directory};
    if (!error)
        error = tree_load(shown.directory, &shown.tree, &what);
    if (!error)
        error = runfile_read(shown.directory, &shown.file, &what);
    if (error) {
        fprintf(stderr, "paribus: %s\n", what ? what : strerror(-error));
        return EXIT_UNDECIDED;
    }
    shown.symbols = symbols_new(NULL);
    add_outputs(&shown, shown.directory);
    show_collect(&shown);
    error = formats_write(options, write_shown, &shown);
    show_free(&shown);
    return error ? EXIT_UNDECIDED : EXIT_REPRODUCIBLE;
}
