/*
 * Creation of processes and threads, as far as others must know of it.
 */
#ifndef PARIBUS_TREE_H
#define PARIBUS_TREE_H

#include <stdint.h>

/*
 * Around a clone(2) or fork(2) with those flags that does not come through libc's own functions;
 * the second is called in a child as well if that goes on where its parent is.  Hands `result` on.
 */
void tree_before_clone(uint64_t flags);
long tree_after_clone(uint64_t flags, long result);

#endif
