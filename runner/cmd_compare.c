#include "actions.h"
#include "command.h"
#include "options.h"

static const enum option_id takes[] = {
    OPTION_OUTPUT, OPTION_IGNORE,    OPTION_WHY_NOT, OPTION_FORMAT,  OPTION_REPORT, OPTION_COLOR,
    OPTION_CONFIG, OPTION_NO_CONFIG, OPTION_QUIET,   OPTION_VERBOSE, OPTION_HELP,   OPTION_END};

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_compare, argc, argv, &options);
    options.silent = options.quiet_here; /* as cmp(1) and diff(1) have it */
    return status == COMMAND_GO_ON ? compare_runs(&options) : status;
}

const struct command cmd_compare = {
    .name = "compare",
    .args = "A B",
    .summary = "Say how two kept runs, directories or archives differ, and what the bytes point at",
    .run = run,
    .operands = OPERANDS_TWO_RUNS,
    .mode = MODE_PIN,
    .options = takes,
};
