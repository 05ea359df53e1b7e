/*
 * What FAKETIME says, and dates in a format such as strptime(3) reads.  Knows the words only: no
 * clock, no files, no variables.  docs/libfaketime.md has the grammar.
 */
#ifndef PARIBUS_FAKETIME_SPEC_H
#define PARIBUS_FAKETIME_SPEC_H

#include "lib.h"
#include "moment.h"

#define FAKETIME_FORMAT "%Y-%m-%d %T" /* without FAKETIME_FMT */

struct faketime_spec {
    enum {
        FAKETIME_FROZEN,  /* at a moment */
        FAKETIME_STARTS,  /* at a moment, then goes on */
        FAKETIME_MOVED,   /* by a length of time */
        FAKETIME_FOLLOWS, /* starts at a file's time */
    } form;
    int64_t ns;   /* the moment or the length */
    bool paced;   /* a rate was given */
    int64_t rate; /* in RUN_RATE_ONE, 0: stands still */
    int64_t pace; /* its inverse */
    int64_t step; /* what a reading moves it on by; 0: it goes by itself */
};

/* `format` is FAKETIME_FMT's value; a date without a zone is in that of `tz`, TZ's value or NULL.
 */
bool faketime_read_spec(const char *text, const char *format, const char *tz,
                        struct faketime_spec *spec);

/* Takes a date off the front of `text`: in the C locale, what is not said is that of 1970. */
bool faketime_read_date(const char **text, const char *format, struct moment *moment);

#endif
