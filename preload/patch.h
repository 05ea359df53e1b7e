/*
 * Entry patches: a jump written over the first instructions of a function in libc or the vDSO, so
 * that libc's own internal callers, dlsym(3) users and callers of the vDSO reach our wrapper too.
 * Done once, at load, while the process has one thread.
 */
#ifndef PARIBUS_PATCH_H
#define PARIBUS_PATCH_H

#include "lib.h"

/* Attaches every row of calls.def whose source is not off.  Counts refusals in lib.refused. */
void patch_all(void);

/* Whether exec itself was patched, so that our variables need not stay in environ. */
bool patch_covers_exec(void);

#endif
