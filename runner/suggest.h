/*
 * "Did you mean": the nearest of some words, by Damerau-Levenshtein distance.  Knows words only.
 */
#ifndef PARIBUS_SUGGEST_H
#define PARIBUS_SUGGEST_H

/* How many insertions, deletions, changes or swaps of neighbours lead from one to the other. */
unsigned suggest_distance(const char *a, const char *b);

/* The nearest of `among` (NULL-terminated), or NULL when none is near enough to be meant. */
const char *suggest(const char *word, const char *const *among);

#endif
