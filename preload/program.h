/*
 * Which file this program is, as /proc/self/exe tells.  /proc is asked only where nothing else
 * will do: the kernel makes inodes for each process that looks into it, and that costs as much as
 * half of everything else the library does at a start.  Knows nothing of the trace.
 */
#ifndef PARIBUS_PROGRAM_H
#define PARIBUS_PROGRAM_H

#include <link.h>
#include "lib.h"

/* Sets lib.exe. */
void program_find(char *const *argv, const ElfW(auxv_t) * auxv);

#endif
