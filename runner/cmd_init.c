#include "actions.h"
#include "command.h"
#include "options.h"

static const enum option_id takes[] = {OPTION_OUTPUT, OPTION_IGNORE, OPTION_TREE,
                                       OPTION_QUIET,  OPTION_HELP,   OPTION_END};

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_init, argc, argv, &options);
    return status == COMMAND_GO_ON ? init_command(&options) : status;
}

const struct command cmd_init = {
    .name = "init",
    .args = "[[--] CMD [ARG...]]",
    .summary = "Write a first .paribus.json: what 'paribus check' does in this directory",
    .run = run,
    .operands = OPERANDS_MAYBE_COMMAND,
    .mode = MODE_PIN,
    .options = takes,
};
