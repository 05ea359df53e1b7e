/*
 * What of a manual page the tables know: its head, and the list of options, in the language of
 * man(7).  What a command is for and how it is used is written in docs/man.
 */
#ifndef PARIBUS_MANUAL_H
#define PARIBUS_MANUAL_H

#include <stdio.h>
#include "command.h"

/* NULL: the page of paribus itself, with all commands. */
void manual_print(const struct command *command, FILE *to);

/* The keys of .paribus.json. */
void manual_of_settings(FILE *to);

#endif
