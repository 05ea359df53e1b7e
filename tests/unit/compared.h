/* Two sides of a comparison: the scratch directory's a/ and b/, each a run's `left`. */
#ifndef COMPARED_H
#define COMPARED_H

#include "outputs.h"

/* a/ with the directory `b`; `only`: what to look at, ends with NULL, NULL: everything. */
int try_compare(void **state, const char *b, const char *const *only, struct outputs *outputs,
                char **what);

/* a/ with b/, which has to succeed. */
struct outputs compare(void **state, const char *const *only);

/* NULL: there is none of this name. */
const struct output *output_at(const struct outputs *outputs, const char *path);

#endif
