/*
 * How one path differs between two lefts as far as a directory tells: there or not, type, target,
 * permissions.  Opens no file.  Either entry may be NULL, not both.
 */
#ifndef PARIBUS_ENTRIES_H
#define PARIBUS_ENTRIES_H

#include "left.h"
#include "outputs.h"

/* Whether the path is an output at all: not deleted in both, not just a directory on the way. */
bool entries_matter(const struct left_entry *a, const struct left_entry *b);

/* Sets the state and describes it.  True: two regular files, whose content is to be compared. */
bool entries_compare(struct output *output, const struct left_entry *a, const struct left_entry *b);

/* For two entries of different names that are one output. */
void entries_compare_names(struct output *output, const struct left_entry *a,
                           const struct left_entry *b);

/* For two entries that are equal otherwise. */
void entries_compare_mode(struct output *output, const struct left_entry *a,
                          const struct left_entry *b);

#endif
