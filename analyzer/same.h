/*
 * Whether two mapped files hold the same bytes: by several threads where there is much to read, in
 * memory that does not grow with the files.  Knows nothing of what is in them.
 */
#ifndef PARIBUS_SAME_H
#define PARIBUS_SAME_H

#include "bytes.h"

/* Both are mapped files, see bytes_map: what was read is let go, which memory would not survive. */
bool same_mapped(struct bytes a, struct bytes b);

#endif
