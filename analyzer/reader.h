/*
 * The trace of a run, chunk by chunk, whatever state it was left in.  Knows the format of
 * abi/trace.h and nothing of what the records mean.  Memory-mapped: what a record points to lives
 * as long as the reader.  Of the file no more than a megabyte is in memory at a time, however
 * it is walked through: pages are let go and read again.
 */
#ifndef PARIBUS_READER_H
#define PARIBUS_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "trace.h"

struct reader;

/* 0, or a negative errno with *why (malloc'd) saying in one sentence what is wrong with the file.
 */
int reader_open(const char *path, struct reader **reader, char **why);
void reader_close(struct reader *reader);

/* One more than the number of the last chunk; chunk 0 is the header's. */
size_t reader_chunks(const struct reader *reader);

/* A walk through the records of one chunk. */
struct cursor {
    const char *at, *end;
    uint64_t torn; /* begun and never finished, or no sense: the price of a kill; adds up */
};

/* To the start of a chunk, and whose it is; false: nobody began to use it. */
bool reader_enter(struct reader *reader, size_t chunk, struct cursor *cursor,
                  struct trace_chunk *owner);

/* The next committed record; NULL at the end of the chunk. */
const struct trace_record *cursor_next(struct cursor *cursor);

/* Payload of a record behind its fixed part of `fixed` bytes: at most what the record holds. */
static inline const char *record_tail(const struct trace_record *record, size_t fixed, size_t *size)
{
    size_t whole = (size_t)record->words * 8;
    *size = whole > fixed ? whole - fixed : 0;
    return (const char *)record + fixed;
}

#endif
