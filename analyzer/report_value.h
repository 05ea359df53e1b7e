/*
 * The two values of a divergence, one above the other, the differing part marked.
 */
#ifndef PARIBUS_REPORT_VALUE_H
#define PARIBUS_REPORT_VALUE_H

#include "page.h"

/*
 *     a: built on 2020-12-24 by
 *     b: built on 2021-05-01 by
 *                 ^^^^^^^^^^
 */
void value_block(const struct page *page, const struct divergence *divergence);

/* "2020-12-24" | "2021-05-01" with what stands around it, each cut to `room` columns; malloc'd. */
char *value_brief(const struct divergence *divergence, unsigned room);

#endif
