#include <stdio.h>
#include "command.h"
#include "options.h"

static const enum option_id takes[] = {OPTION_HELP, OPTION_END};

static void overview(void)
{
    printf("usage: paribus COMMAND [OPTION...] [ARG...]\n\n"
           "Hold everything still, free one thing, look at the output.\n\n");
    for (const struct command *const *command = commands; *command; command++)
        printf("  %-9s %s\n", (*command)->name, (*command)->summary);
    printf("\n'paribus COMMAND --help' says more.\n");
}

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_help, argc, argv, &options);
    if (status != COMMAND_GO_ON)
        return status;
    if (options.argc == 0) {
        overview();
        return 0;
    }
    const struct command *topic = command_find(options.argv[0]);
    if (!topic)
        return command_unknown(options.argv[0]);
    usage_print(topic, stdout);
    return 0;
}

const struct command cmd_help = {
    .name = "help",
    .args = "[COMMAND]",
    .summary = "Show what paribus can do, or what one command can",
    .run = run,
    .operands = OPERANDS_TOPIC,
    .options = takes,
};
