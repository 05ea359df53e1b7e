/*
 * This image's part of the append-only trace; abi/trace.h has the format.  No lock: every thread
 * writes into chunks of its own, and a signal handler that interrupts a record writes behind it.
 * No descriptor stays open, and space is allocated before it is touched, so that a full disk costs
 * records (counted), never a signal.
 */
#ifndef PARIBUS_WRITER_H
#define PARIBUS_WRITER_H

#include "lib.h"
#include "trace.h"

/* Takes room in the file and writes the image's own record. */
void writer_init(char *const *argv);
void writer_after_fork(void);

/* Takes room ahead: soon none can be had. */
void writer_prepare(void);

/* Room for a record of `size` bytes, zeroed, marked pending; NULL: dropped and counted. */
void *writer_reserve(size_t size);

/* Makes the record at `head` valid. */
void writer_commit(struct trace_record *head, enum trace_type type, uint32_t arg);

/*
 * A record that is only text: `first`, then the strings of `list` (may be NULL).  NULL when it was
 * dropped.
 */
struct trace_record *writer_text(enum trace_type type, uint32_t arg, const char *first,
                                 char *const *list);

/* An event without error and detail. */
void writer_brief(uint16_t call, uint8_t mode, uint32_t stack, uint64_t value);

/* Takes a record of text back: what it tells of did not happen. */
void writer_withdraw(struct trace_record *head);

/* Number of the image whose trace is being written; 0: none. */
uint32_t writer_image(void);

#endif
