/*
 * The line of a script, a Makefile or a CMake file that asked, by its words: the command that
 * started the accused process, or what in that language reads such a value.  Knows texts and
 * command lines; it is a likeness and no proof, and says nothing where two lines are equally
 * likely.
 */
#ifndef PARIBUS_SCRIPT_H
#define PARIBUS_SCRIPT_H

#include "tree.h"

/*
 * "build.sh:7", malloc'd; NULL: not known.  `source` and `subject`: what is accused; `base`: names
 * below it are relative.  Files that are gone are looked for below `roots` (NULL-terminated).
 */
char *script_line(const struct tree *tree, uint32_t process, enum source source,
                  const char *subject, const char *base, const char *const *roots);

#endif
