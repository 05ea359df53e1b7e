#include "actions.h"
#include "command.h"
#include "options.h"

static const enum option_id takes[] = {
    OPTION_PIN,       OPTION_VARY,       OPTION_RECORD,  OPTION_OFF,    OPTION_TIME,
    OPTION_FOLLOW,    OPTION_FAST_SLEEP, OPTION_TSC,     OPTION_AUDIT,  OPTION_SEED,
    OPTION_KEEP_ENV,  OPTION_ENV,        OPTION_FREE,    OPTION_HOLD,   OPTION_TIMEOUT,
    OPTION_NO_PATCH,  OPTION_HOST,       OPTION_CPUS,    OPTION_NO_NET, OPTION_CONFIG,
    OPTION_NO_CONFIG, OPTION_QUIET,      OPTION_VERBOSE, OPTION_HELP,   OPTION_END};

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_run, argc, argv, &options);
    return status == COMMAND_GO_ON ? run_command(&options) : status;
}

const struct command cmd_run = {
    .name = "run",
    .args = "[--] CMD [ARG...]",
    .summary = "Run CMD with every source of nondeterminism pinned",
    .run = run,
    .operands = OPERANDS_COMMAND,
    .mode = MODE_PIN,
    .options = takes,
};
