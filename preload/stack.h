/*
 * Call sites: walks the stack of the calling thread, names it by an id (written to the trace once)
 * and by a hash that is the same in every run.
 */
#ifndef PARIBUS_STACK_H
#define PARIBUS_STACK_H

#include "lib.h"

/*
 * Of a call by its number: the id of its TRACE_STACK record, 0 when it could not be written; and
 * the site, see abi/run.h.
 */
void stack_capture(uint32_t call, uint32_t *id, uint64_t *site);

#endif
