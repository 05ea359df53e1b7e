#include "settings.h"
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "run.h"
#include "suggest.h"
#include "util.h"

/* --- variables --- */

char *settings_variable(const struct option_row *row)
{
    char *name = xasprintf(SETTINGS_PREFIX "%s", row->name);
    for (char *at = name; *at; at++)
        *at = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
    return name;
}

static int apply_value(struct options *options, enum option_id id, const char *name,
                       const char *value, char **sentence)
{
    autofree char *why = NULL;
    int error = option_apply(options, id, ORIGIN_VARIABLE, options_own(options, value), &why);
    if (error)
        *sentence = xasprintf("%s: %s", name, why);
    return error;
}

/* What may be given many times: one per line. */
static int apply_lines(struct options *options, enum option_id id, const char *name,
                       const char *value, char **sentence)
{
    while (*value) {
        size_t length = strcspn(value, "\n");
        autofree char *line = xstrndup(value, length);
        int error = length ? apply_value(options, id, name, line, sentence) : 0;
        if (error)
            return error;
        value += length + (value[length] == '\n');
    }
    return 0;
}

static int apply_variable(struct options *options, enum option_id id, char **sentence)
{
    const struct option_row *row = &option_rows[id];
    autofree char *name = settings_variable(row);
    const char *value = getenv(name);
    if (!value || (!*value && row->argument))
        return 0;
    return (option_repeats(row) ? apply_lines : apply_value)(options, id, name, value, sentence);
}

/* Variables of other tools may begin so, too: only what looks like a slip is refused. */
static int check_name(const char *variable, const char *const *names, char **sentence)
{
    autofree char *name = xstrndup(variable, strcspn(variable, "="));
    if (strcmp(name, RUN_ENV) == 0)
        return 0;
    for (size_t i = 0; names[i]; i++)
        if (strcmp(names[i], name + strlen(SETTINGS_PREFIX)) == 0)
            return 0;
    const char *near = suggest(name + strlen(SETTINGS_PREFIX), names);
    if (!near)
        return 0;
    *sentence =
        xasprintf("unknown variable '%s', did you mean '" SETTINGS_PREFIX "%s'?", name, near);
    return -EINVAL;
}

static int check_names(struct options *options, char **sentence)
{
    const char *names[OPTION_COUNT + 1] = {0};
    int error = 0;
    for (int id = OPTION_END + 1; id < OPTION_COUNT; id++) {
        autofree char *name = settings_variable(&option_rows[id]);
        names[id - 1] = options_own(options, name + strlen(SETTINGS_PREFIX));
    }
    for (char **variable = environ; *variable && !error; variable++)
        if (strncmp(*variable, SETTINGS_PREFIX, strlen(SETTINGS_PREFIX)) == 0)
            error = check_name(*variable, names, sentence);
    return error;
}

static int read_variables(const struct command *command, struct options *options, char **sentence)
{
    int error = check_names(options, sentence);
    for (int id = OPTION_END + 1; id < OPTION_COUNT && !error; id++)
        if (!option_is_for_the_line((enum option_id)id) &&
            command_takes(command, (enum option_id)id))
            error = apply_variable(options, (enum option_id)id, sentence);
    return error;
}

/* --- which file --- */

/* The one that lies here is taken unasked: whose it is matters, as it may set any variable. */
static int find_here(const char **path, char **sentence)
{
    struct stat stat;
    *path = NULL;
    if (lstat(SETTINGS_FILE, &stat) != 0)
        return 0;
    if (stat.st_uid != geteuid() && stat.st_uid != 0) {
        *sentence =
            xstrdup("'" SETTINGS_FILE "' belongs to another user; "
                    "--config " SETTINGS_FILE " takes it all the same, --no-config does not");
        return -EINVAL;
    }
    *path = SETTINGS_FILE;
    return 0;
}

static int find_file(const struct options *options, const char **path, char **sentence)
{
    const char *variable = getenv("PARIBUS_CONFIG");
    *path = options->config ? options->config : variable && *variable ? variable : NULL;
    return *path ? 0 : find_here(path, sentence);
}

int settings_apply(const struct command *command, struct options *options, char **sentence)
{
    const char *path = NULL;
    int error = options->no_config ? 0 : find_file(options, &path, sentence);
    if (!error && path)
        error = settings_file(command, path, options, sentence);
    if (!error)
        error = read_variables(command, options, sentence);
    options->config = path;
    return error;
}
