/*
 * Call sites: walks the stack of the calling thread, names it by an id (written to the trace once)
 * and by a hash that is the same in every run.
 */
#ifndef PARIBUS_STACK_H
#define PARIBUS_STACK_H

#include "lib.h"

/* id: of the TRACE_STACK record, 0 when it could not be written; site: see abi/run.h. */
void stack_capture(uint32_t *id, uint64_t *site);

/* Return addresses from the caller of this function upwards; at most `room`. */
uint32_t stack_walk(uintptr_t *pcs, uint32_t room);

#endif
