#include "actions.h"
#include "command.h"
#include "options.h"

static const enum option_id takes[] = {OPTION_KEEP,  OPTION_OLDER,  OPTION_MAX_SIZE,
                                       OPTION_JSON,  OPTION_CONFIG, OPTION_NO_CONFIG,
                                       OPTION_QUIET, OPTION_HELP,   OPTION_END};

static const struct verb_row verbs[] = {
#define RUNS(verb, least, most, args, what) {#verb, args, what},
#include "runs.def"
#undef RUNS
    {NULL, NULL, NULL}};

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_runs, argc, argv, &options);
    return status == COMMAND_GO_ON ? runs_command(&options) : status;
}

const struct command cmd_runs = {
    .name = "runs",
    .args = "[WHAT [RUN...]]",
    .summary = "List, show, tag, pin and remove the runs that are kept",
    .run = run,
    .operands = OPERANDS_ANY,
    .mode = MODE_PIN,
    .options = takes,
    .verbs = verbs,
};
