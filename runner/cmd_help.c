#include <stdio.h>
#include <string.h>
#include "command.h"
#include "completion.h"
#include "manual.h"
#include "options.h"
#include "settings.h"

static const enum option_id takes[] = {OPTION_MAN, OPTION_COMPLETION, OPTION_HELP, OPTION_END};

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
    if (options.completion)
        return completion_write(options.completion, stdout);
    const struct command *topic = options.argc ? command_find(options.argv[0]) : NULL;
    if (options.man && options.argc && strcmp(options.argv[0], &SETTINGS_FILE[1]) == 0)
        manual_of_settings(stdout);
    else if (options.argc && !topic)
        return command_unknown(options.argv[0]);
    else if (options.man)
        manual_print(topic, stdout);
    else if (topic)
        usage_print(topic, stdout);
    else
        overview();
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
