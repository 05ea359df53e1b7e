/*
 * Space on disk for the run's trace, taken before it is mapped: who touches a page for which there
 * is none is ended by SIGBUS, mmap(2).  Knows the file's size and what has been taken of it; knows
 * nothing of windows, chunks and records.  Safe in threads and in signal handlers.
 */
#ifndef PARIBUS_TRACE_SPACE_H
#define PARIBUS_TRACE_SPACE_H

#include "lib.h"

/*
 * Makes sure that [start, end) of the trace, open as `fd`, has space.  The caller must own it: have
 * taken it from lib.shared->trace_end, and not written to it yet.  false: there is none.
 */
bool trace_space_take(long fd, uint64_t start, uint64_t end);

#endif
