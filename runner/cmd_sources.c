#include "command.h"
#include "options.h"
#include "sources.h"

static const enum option_id takes[] = {OPTION_MARKDOWN, OPTION_HELP, OPTION_END};

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_sources, argc, argv, &options);
    if (status != COMMAND_GO_ON)
        return status;
    if (options.markdown)
        sources_markdown(stdout);
    else
        sources_text(stdout);
    return 0;
}

const struct command cmd_sources = {
    .name = "sources",
    .args = "",
    .summary = "List every source and call, and what pinning means",
    .run = run,
    .operands = OPERANDS_NONE,
    .options = takes,
};
