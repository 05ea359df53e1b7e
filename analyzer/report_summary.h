/*
 * The end of a report: what was covered, which runs were made, the verdict.
 */
#ifndef PARIBUS_REPORT_SUMMARY_H
#define PARIBUS_REPORT_SUMMARY_H

#include "page.h"

void summary_block(const struct page *page, const struct report *report);

#endif
