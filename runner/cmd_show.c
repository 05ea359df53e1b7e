#include "actions.h"
#include "command.h"
#include "options.h"

static const enum option_id takes[] = {OPTION_EVENTS, OPTION_FORMAT,    OPTION_COLOR,
                                       OPTION_CONFIG, OPTION_NO_CONFIG, OPTION_VERBOSE,
                                       OPTION_HELP,   OPTION_END};

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_show, argc, argv, &options);
    return status == COMMAND_GO_ON ? show_run(&options) : status;
}

const struct command cmd_show = {
    .name = "show",
    .args = "RUN",
    .summary = "Show what a kept run did: processes, calls by source and call site, outputs",
    .run = run,
    .operands = OPERANDS_RUN,
    .mode = MODE_PIN,
    .options = takes,
};
