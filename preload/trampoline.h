/*
 * The way past a jump written over a function's entry: a copy of the instructions it replaced, and
 * a jump to what follows them.
 */
#ifndef PARIBUS_TRAMPOLINE_H
#define PARIBUS_TRAMPOLINE_H

#include <stdbool.h>

/*
 * Remembers how the function at `entry` begins, before it is patched; one in all.  False when it
 * begins with instructions that cannot stand elsewhere.
 */
bool trampoline_keep(const void *entry);

/* Behaves as that function did; made with the first use, most programs have none.  NULL when memory
 * cannot be made executable. */
void *trampoline_make(void);

#endif
