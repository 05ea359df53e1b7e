/*
 * Lines of text for people: wrapped to a width, coloured or not, safe to show.  Knows terminals,
 * nothing of reports.
 */
#ifndef PARIBUS_PAGE_H
#define PARIBUS_PAGE_H

#include <stdio.h>
#include "report.h"

enum paint { PAINT_PLAIN, PAINT_HEAD, PAINT_LABEL, PAINT_A, PAINT_B, PAINT_GOOD, PAINT_BAD };

struct page {
    const struct report_style *style;
    FILE *to;
    const char *link, *url; /* the word, as page_line shows it, that leads to a URL; NULL: none */
};

/* Switches to a colour, or back; nothing without colour. */
void page_paint(const struct page *page, enum paint paint);

/* Text in a colour. */
void page_put(const struct page *page, enum paint paint, const char *text);

/*
 * "<indent><label>: <text>", wrapped between words, going on two columns further in.  The label may
 * be NULL.  Bytes that are not safe to show are escaped.
 */
void page_line(const struct page *page, unsigned indent, const char *label, const char *text);

/* The URL of a file that is there, absolute or below `base`; NULL: none, or no links; malloc'd. */
char *page_url(const struct page *page, const char *base, const char *file);

/* The same in one line, whatever its length: something to be copied. */
void page_verbatim(const struct page *page, unsigned indent, const char *label, const char *text);

/* Columns that escaped text takes: one per character. */
unsigned page_columns(const char *text);

/* Escaped text cut to `room` columns, "…" where something was left out; malloc'd. */
char *page_cut_end(const char *text, unsigned room);
char *page_cut_start(const char *text, unsigned room);

#endif
