/*
 * The shapes in which a value shows up in bytes: finds numbers, dates, times and byte strings in
 * a region, and says which value each would stand for.  The caller looks those up among the values
 * that calls returned.  Pure functions, thread-safe.
 */
#ifndef PARIBUS_FORMS_H
#define PARIBUS_FORMS_H

#include <stddef.h>
#include <stdint.h>

enum form_kind {
    FORM_SECONDS,     /* seconds since the epoch */
    FORM_NANOSECONDS, /* nanoseconds since the epoch, exact to `grain` ns */
    FORM_MINUTE,      /* minutes since the epoch */
    FORM_DAY,         /* days since the epoch */
    FORM_DAYTIME,     /* seconds since midnight, date unknown */
    FORM_NUMBER,      /* a plain integer: decimal text, or 32/64-bit binary */
    FORM_BYTES,       /* eight bytes as they stand (also decoded from hex text), little-endian */
    FORM_WORD,        /* a word of text: hash_bytes(word, length, 0) */
};

struct form {
    enum form_kind kind;
    int64_t value;
    int64_t grain; /* FORM_NANOSECONDS: 1, 1000, 1000000; else 1 */
    size_t offset; /* where in the bytes it stands */
    size_t length;
    const char *name; /* "RFC 3339 date", "DOS date", "32-bit little-endian", ... */
    int weight;       /* how much a match means: 3 unmistakable, 2 likely, 1 weak */
};

/*
 * Calls `found` for every value the `length` bytes could carry that touches
 * [from, to) (the differing part; the rest is context).  Stops early when `found` returns nonzero
 * and returns that.  Dates without a zone are read as UTC; two-digit years as 20xx.
 */
int forms_scan(const char *bytes, size_t length, size_t from, size_t to,
               int (*found)(const struct form *form, void *context), void *context);

#endif
