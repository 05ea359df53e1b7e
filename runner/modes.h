/*
 * The mode of every source, from lists of names.  Knows the table of sources.
 */
#ifndef PARIBUS_MODES_H
#define PARIBUS_MODES_H

#include <stdint.h>
#include "run.h"

/* Names by number; NULL-terminated. */
extern const char *const source_names[SOURCE_COUNT + 1];
extern const char *const mode_names[MODE_COUNT];

/* Its number, or -1. */
int source_find(const char *name);

void modes_fill(uint8_t mode[RUN_MAX_SOURCES], enum mode all);

/* The same, but sources that are varied only when asked for are pinned instead. */
void modes_auto(uint8_t mode[RUN_MAX_SOURCES], enum mode to);

/*
 * Sets the mode of every source in "a,b,c" ("all": of every source, "auto": as modes_auto; a name
 * may have a plus, or when varying a minus before it).  Returns 0, or -EINVAL with
 * *sentence (malloc'd), suggesting the nearest name.
 */
int modes_apply(uint8_t mode[RUN_MAX_SOURCES], enum mode to, const char *list, char **sentence);

#endif
