/*
 * Deterministic bytes in place of the kernel's: a stream per (seed, image, thread, draw), so that
 * parent and child, or two threads, never see the same.  Varied every bit is the other way around:
 * what hangs on one of them is sure to differ.
 */
#ifndef PARIBUS_STREAM_H
#define PARIBUS_STREAM_H

#include "call.h"

/* Begins the thread's next stream for a call in MODE_PIN or MODE_VARY. */
uint64_t stream_next(const struct call *call);

/* The first bytes of that stream. */
void stream_fill(uint64_t stream, void *out, size_t size);

/* A descriptor from which the stream can be read without end, as open(2) would give it with
 * `flags`. */
long stream_open(uint64_t stream, int flags);

/* A descriptor of a small read-only file with that content. */
long stream_file(const char *content, size_t size, int flags);

#endif
