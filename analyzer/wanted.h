/*
 * What the differing regions of all outputs could carry: the values that are worth looking for
 * among those that calls returned, and the names of files they speak of.  Knows forms and outputs;
 * knows no calls.  A run of any length is searched for them in one walk.
 */
#ifndef PARIBUS_WANTED_H
#define PARIBUS_WANTED_H

#include "forms.h"
#include "hashes.h"
#include "outputs.h"

struct wanted {
    struct hashes values, names;
    bool any; /* there are regions at all */
};

void wanted_collect(const struct outputs *outputs, struct wanted *wanted);
void wanted_free(struct wanted *wanted);

/* The kind under which a form's value is known: nanoseconds with their grain. */
uint32_t wanted_kind(enum form_kind kind, int64_t grain);

/* The value a form stands for, in units of its grain. */
int64_t wanted_number(const struct form *form);

bool wanted_has(const struct wanted *wanted, uint32_t kind, int64_t value);

/*
 * Whether a region is about the file at `path`: the name of its output or member begins with the
 * last part of the path, and does not go on as a word.
 */
bool wanted_file(const struct wanted *wanted, const char *path, size_t length);

#endif
