/*
 * One cause, told to a person: who asked, where in the source, how sure that is, what to do.
 */
#ifndef PARIBUS_REPORT_CAUSE_H
#define PARIBUS_REPORT_CAUSE_H

#include "page.h"

/* `base`: what relative names of source files are relative to, or NULL. */
void cause_block(const struct page *page, const struct cause *cause, const char *base);

/* A cause that was told before. */
void cause_again(const struct page *page, const struct cause *cause, const char *base);

#endif
