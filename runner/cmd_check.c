#include "actions.h"
#include "command.h"
#include "options.h"

static const enum option_id takes[] = {
    OPTION_OUTPUT,     OPTION_IGNORE, OPTION_TREE,      OPTION_NO_PROVE,   OPTION_PARTIAL,
    OPTION_WHY_NOT,    OPTION_REPEAT, OPTION_MAX_RUNS,  OPTION_BUDGET,     OPTION_TIMEOUT,
    OPTION_PIN,        OPTION_VARY,   OPTION_OFF,       OPTION_TIME,       OPTION_FOLLOW,
    OPTION_FAST_SLEEP, OPTION_TSC,    OPTION_AUDIT,     OPTION_SEED,       OPTION_KEEP_ENV,
    OPTION_ENV,        OPTION_FREE,   OPTION_HOLD,      OPTION_RUN_DIR,    OPTION_NO_KEEP,
    OPTION_KEEP,       OPTION_OLDER,  OPTION_MAX_SIZE,  OPTION_NO_OVERLAY, OPTION_NO_PATCH,
    OPTION_FORMAT,     OPTION_REPORT, OPTION_COLOR,     OPTION_HOST,       OPTION_CPUS,
    OPTION_NO_NET,     OPTION_CONFIG, OPTION_NO_CONFIG, OPTION_QUIET,      OPTION_VERBOSE,
    OPTION_HELP,       OPTION_END};

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_check, argc, argv, &options);
    options.time.kind = CLOCK_TICK; /* one moment for all runs: they are to be compared */
    return status == COMMAND_GO_ON ? check_command(&options) : status;
}

const struct command cmd_check = {
    .name = "check",
    .args = "[--] CMD [ARG...]",
    .summary = "Run CMD several times, say which outputs differ and prove which calls are to blame",
    .run = run,
    .operands = OPERANDS_COMMAND,
    .mode = MODE_VARY,
    .options = takes,
};
