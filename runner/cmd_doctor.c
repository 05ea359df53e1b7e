#include "actions.h"
#include "command.h"
#include "options.h"

static const enum option_id takes[] = {OPTION_JSON, OPTION_COLOR, OPTION_HELP, OPTION_END};

static int run(int argc, char **argv)
{
    autooptions struct options options;
    int status = command_begin(&cmd_doctor, argc, argv, &options);
    return status == COMMAND_GO_ON ? doctor_command(&options) : status;
}

const struct command cmd_doctor = {
    .name = "doctor",
    .args = "",
    .summary = "Try what this machine allows, say what that means and what to do about it",
    .run = run,
    .operands = OPERANDS_NONE,
    .mode = MODE_PIN,
    .options = takes,
};
