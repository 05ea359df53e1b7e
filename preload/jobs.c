#include "jobs.h"
#include "lib.h"
#include "banned.h"

struct runner {
    const char *name;
    char letter;       /* of the option that asks for it; 0: it always does */
    const char *word;  /* the same, long */
    const char *flags; /* the variable that hands options on; NULL: there is none */
};
static const struct runner runners[] = {
    {"make", 'j', "--jobs", "MAKEFLAGS="},
    {"gmake", 'j', "--jobs", "MAKEFLAGS="},
    {"ninja", 0, NULL, NULL},
    {"samu", 0, NULL, NULL},
    {"cargo", 0, NULL, NULL},
};

static bool has_letter(const char *text, char letter)
{
    while (*text && *text != letter && *text != ' ')
        text++;
    return *text == letter;
}

/* -j2, -sj, --jobs=2 */
static bool asks(const struct runner *runner, const char *argument)
{
    if (argument[0] != '-')
        return false;
    return argument[1] == '-' ? text_starts(argument, runner->word)
                              : has_letter(argument + 1, runner->letter);
}

/* "MAKEFLAGS= -j2 --jobserver-auth=3,4", "MAKEFLAGS=kj" */
static bool is_handed(const struct runner *runner, const char *variable)
{
    if (!runner->flags || !text_starts(variable, runner->flags))
        return false;
    const char *value = variable + text_length(runner->flags);
    if (*value != '-' && has_letter(value, runner->letter))
        return true;
    for (; *value; value++) {
        if (*value == '-' && asks(runner, value))
            return true;
    }
    return false;
}

static bool is_asked(const struct runner *runner, char *const *argv, char *const *envp)
{
    if (!runner->letter)
        return true;
    for (size_t i = 1; argv[i]; i++) {
        if (asks(runner, argv[i]))
            return true;
    }
    for (size_t i = 0; envp && envp[i]; i++) {
        if (is_handed(runner, envp[i]))
            return true;
    }
    return false;
}

bool jobs_side_by_side(char *const *argv, char *const *envp)
{
    if (!argv || !argv[0])
        return false;
    const char *name = base_name(argv[0]);
    for (size_t i = 0; i < sizeof runners / sizeof *runners; i++) {
        if (text_equal(name, runners[i].name))
            return is_asked(&runners[i], argv, envp);
    }
    return false;
}
