/*
 * What a program can learn behind our back: instructions in its code, and system calls an audited
 * run saw that no function of libc made.  Knows programs and what was counted; knows no outputs.
 */
#ifndef PARIBUS_BEHIND_H
#define PARIBUS_BEHIND_H

#include "symbols.h"
#include "tree.h"

/* Sentences; NULL-terminated, malloc'd, NULL when there is nothing to say. */
void behind_free(char **list);

/*
 * Of the code of `process` (UINT32_MAX: of all processes): "rdrand in main() at leak.c:5 of leak".
 * Libraries count as far as calls came from them.
 */
char **behind_instructions(const struct tree *tree, uint32_t process, struct symbols *symbols);

/* Of an audited run: "getrandom, 3 times, in main() at leak.c:5 of leak". */
char **behind_calls(const struct tree *tree, struct symbols *symbols);

#endif
