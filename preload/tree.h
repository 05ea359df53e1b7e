/*
 * Creation of processes and threads, as far as others must know of it.
 */
#ifndef PARIBUS_TREE_H
#define PARIBUS_TREE_H

#include <stdint.h>

/* A clone(2) with those flags is about to happen that did not come through libc's own functions. */
void tree_note_clone(uint64_t flags);

#endif
