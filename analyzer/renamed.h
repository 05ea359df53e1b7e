/*
 * Which of the files that only one run left is which of those that only the other left, under
 * another name: names that carry a random word, a process id, or a hash of the content.
 *
 * Knows names, sizes and the order of writing; opens no file.  A pair is made where it is not in
 * doubt how many there are: as many of a kind here as there, the nth here is the nth there.
 */
#ifndef PARIBUS_RENAMED_H
#define PARIBUS_RENAMED_H

#include "left.h"

#define NOT_RENAMED ((size_t)-1)

/* By index, of each entry in A that in B it is, and the other way round. */
struct renamed {
    size_t *in_b, *in_a;
};

void renamed_find(const struct left *a, const struct left *b, struct renamed *renamed);
void renamed_free(struct renamed *renamed);

#endif
