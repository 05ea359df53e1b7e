/*
 * The program a run starts with: what stands in the way of the library's getting into it.  What it
 * starts later the library looks at itself.
 */
#ifndef PARIBUS_FIRST_PROGRAM_H
#define PARIBUS_FIRST_PROGRAM_H

#include "run.h"

/*
 * Of a command as execvp(3) finds it, a script's interpreter in its place.  ESCAPE_CLASS: its
 * loader would complain of the library.  ESCAPE_UNKNOWN: nothing that is known.
 */
enum escape_kind first_program_obstacle(const char *command);

/* The AddressSanitizer runtime it wants to be loaded before everything else; malloc'd, or NULL. */
char *first_program_sanitizer(const char *command);

#endif
