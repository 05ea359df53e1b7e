#include <stdio.h>
#include "command.h"
#include "options.h"

#ifndef PARIBUS_VERSION
#define PARIBUS_VERSION "unknown"
#endif

static const enum option_id takes[] = {OPTION_HELP, OPTION_END};

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_version, argc, argv, &options);
    if (status == COMMAND_GO_ON)
        printf("paribus %s\n", PARIBUS_VERSION);
    return status == COMMAND_GO_ON ? 0 : status;
}

const struct command cmd_version = {
    .name = "version",
    .args = "",
    .summary = "Print the version",
    .run = run,
    .operands = OPERANDS_NONE,
    .options = takes,
};
