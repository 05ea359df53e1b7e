/*
 * Where a group of regions lies and what stands there on both sides.
 */
#ifndef PARIBUS_REPORT_PLACES_H
#define PARIBUS_REPORT_PLACES_H

#include "page.h"
#include "report_group.h"

/* "out/app differs in 2 places", then the first place in full and the others in a line each. */
void places_block(const struct page *page, const struct region_group *group);

#endif
