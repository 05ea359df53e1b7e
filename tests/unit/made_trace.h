/*
 * A run directory with a trace of one's own making: one process, some threads, any number of
 * events.  For tests of what reads it.
 */
#ifndef PARIBUS_TEST_MADE_TRACE_H
#define PARIBUS_TEST_MADE_TRACE_H

#include <stdint.h>
#include <stdio.h>
#include "trace.h"

#define MADE_THREADS 3
#define MADE_STACKS  4 /* ids 1 to 4, of sites 101 to 104 */

struct made_trace {
    FILE *file;
    struct {
        _Alignas(8) char bytes[TRACE_CHUNK];
        size_t used;
    } chunk[MADE_THREADS];
};

void made_begin(struct made_trace *made, const char *directory);
void made_event(struct made_trace *made, unsigned thread, uint16_t call, uint32_t stack,
                uint64_t value);
void made_end(struct made_trace *made);

#endif
