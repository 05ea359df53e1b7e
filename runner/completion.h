/*
 * What lets a shell complete the commands of paribus, written from the tables of commands, options,
 * sources and formats.
 */
#ifndef PARIBUS_COMPLETION_H
#define PARIBUS_COMPLETION_H

#include <stdbool.h>
#include <stdio.h>
#include "options.h"

/* `shell` is one --completion takes.  Returns 0. */
int completion_write(const char *shell, FILE *to);

/* --- for the three shells --- */

void completion_bash(FILE *to);
void completion_zsh(FILE *to);
void completion_fish(FILE *to);

/* What the value of an option can be; *list: malloc'd, of WORDS_LISTED. */
enum words { WORDS_NONE, WORDS_FILES, WORDS_DIRECTORIES, WORDS_LISTED };
enum words completion_words(const struct option_row *row, char **list);

/* It takes a command, with its arguments. */
bool completion_takes_command(const struct command *command);

/* Its operands are runs. */
bool completion_takes_runs(const struct command *command);

/* The commands, with spaces between. */
void completion_names(FILE *to);

/* The shell command that lists ids and tags. */
#define COMPLETION_RUNS "paribus runs names 2>/dev/null"

#endif
