/*
 * --why-not SITE: how a call that differed was cleared of what came out otherwise.
 * Knows what a report knows: who is accused, which trials there were; decides nothing.
 */
#ifndef PARIBUS_WHY_NOT_H
#define PARIBUS_WHY_NOT_H

#include "answer.h"
#include "attribute.h"

/*
 * One note per call site that SITE names: the id of a report, the name of a function on the way to
 * the call, or FILE:LINE.  `suspects`: per region whose values were found there, NULL where that is
 * not known.
 */
void why_not_notes(struct answer *answer, const struct units *units,
                   const struct suspects *suspects);

#endif
