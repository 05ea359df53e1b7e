/*
 * Where in an output something differs, in words: "line 7", "the mtime of a member".
 */
#ifndef PARIBUS_REPORT_SPOTS_H
#define PARIBUS_REPORT_SPOTS_H

#include "report_group.h"
#include "util.h"

/* "line 7", "bytes 12-15"; in a member's header what the line is about: "mtime". */
void spot_add(struct text *line, const struct divergence *divergence);

/*
 * All places of one output but the first, which was shown, as a list: "line 14, mode of tool, mtime
 * of tool and 4 more members"; malloc'd, NULL: there are no others.
 */
char *spots_besides_first(const struct place *places, size_t count);

#endif
