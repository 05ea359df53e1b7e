/*
 * Shared by the files that know one family of forms each: what is scanned, and how a form found
 * is handed on.  Private to forms*.c.
 */
#ifndef PARIBUS_SCAN_H
#define PARIBUS_SCAN_H

#include <stdbool.h>
#include "forms.h"

struct scan {
    const char *bytes;
    size_t length;
    size_t from, to; /* the differing part; empty: a place between two bytes */
    int (*found)(const struct form *form, void *context);
    void *context;
    int stopped; /* what `found` returned, not zero */
};

/* Hands a form on if it touches the differing part. */
void scan_report(struct scan *scan, struct form form);

/* Whether [at, at + length) touches it: what does not need not be decoded. */
bool scan_touches(const struct scan *scan, size_t at, size_t length);

/* 3: that many digits or letters cannot meet by chance, 1: they easily do. */
int scan_weight(size_t length);

void scan_decimals(struct scan *scan); /* forms_decimal.c */
void scan_hex(struct scan *scan);      /* forms_encoded.c */
void scan_base64(struct scan *scan);
void scan_binary(struct scan *scan); /* forms_binary.c */
void scan_dates(struct scan *scan);  /* forms_date.c: 2020-01-31 */
void scan_months(struct scan *scan); /* forms_month.c: 31 Jan 2020 */
void scan_times(struct scan *scan);  /* forms_date.c: 23:59:59 alone */
void scan_words(struct scan *scan);  /* forms_word.c */

#endif
