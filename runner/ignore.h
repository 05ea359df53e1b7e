/*
 * Rules that leave outputs out of a comparison, and the account of what they hid.
 */
#ifndef PARIBUS_IGNORE_H
#define PARIBUS_IGNORE_H

#include "answer.h"
#include "outputs.h"

/*
 * Takes outputs that match a rule out.  The first rule that matches counts: hidden[rule] grows to
 * the number of differing outputs it took out of this comparison.  `hidden` may be NULL.
 */
void ignore_outputs(struct outputs *outputs, const struct option_rules *rules, size_t *hidden);

/* One note per rule: how many differing outputs it hid, and why it is there. */
void ignore_notes(struct answer *answer, const struct option_rules *rules, const size_t *hidden);

#endif
