/*
 * The program a run starts with, when the library did not get into it: why not.  What it starts
 * later the library looks at itself.
 */
#ifndef PARIBUS_FIRST_PROGRAM_H
#define PARIBUS_FIRST_PROGRAM_H

#include "run.h"

/* Of a command as execvp(3) finds it. */
enum escape_kind first_program_obstacle(const char *command);

/* The AddressSanitizer runtime it wants to be loaded before everything else; malloc'd, or NULL. */
char *first_program_sanitizer(const char *command);

#endif
