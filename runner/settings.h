/*
 * Options that are given once for a project or a shell: in .paribus.json, and in variables.
 * Every option of the table has one name: `--max-runs 9`, "max-runs": 9, PARIBUS_MAX_RUNS=9.
 * Knows the file and the variables; what a value means is told by option_values.h.
 */
#ifndef PARIBUS_SETTINGS_H
#define PARIBUS_SETTINGS_H

#include "options.h"

#define SETTINGS_FILE   ".paribus.json"
#define SETTINGS_PREFIX "PARIBUS_"

/*
 * Applies the file (--config, PARIBUS_CONFIG, or the one in the working directory), then the
 * variables; what `command` does not take is checked for its name only.  0 or -EINVAL with
 * *sentence.
 */
int settings_apply(const struct command *command, struct options *options, char **sentence);

/* The file alone, without the variables. */
int settings_file(const struct command *command, const char *path, struct options *options,
                  char **sentence);

/* The variable of an option, malloc'd. */
char *settings_variable(const struct option_row *row);

#endif
