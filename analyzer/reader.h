/*
 * The trace of a run, record by record, whatever state it was left in.  Knows the format of
 * abi/trace.h and nothing of what the records mean.  Memory-mapped: what a record points to lives
 * as long as the reader.  Not thread-safe.
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

/* The next committed record and whose it is; NULL at the end.  An image's come in its order. */
const struct trace_record *reader_next(struct reader *reader, struct trace_chunk *owner);

/* Records that were begun and never finished, or make no sense: the price of a kill. */
uint64_t reader_torn(const struct reader *reader);

/* Payload of a record behind its fixed part of `fixed` bytes: at most what the record holds. */
static inline const char *record_tail(const struct trace_record *record, size_t fixed, size_t *size)
{
    size_t whole = (size_t)record->words * 8;
    *size = whole > fixed ? whole - fixed : 0;
    return (const char *)record + fixed;
}

#endif
