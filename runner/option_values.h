/*
 * How the argument of each option in options.def becomes a value.  Knows the grammar of values;
 * returns -EINVAL with a sentence for those that make no sense.
 */
#ifndef PARIBUS_OPTION_VALUES_H
#define PARIBUS_OPTION_VALUES_H

#include <errno.h>
#include "options.h"

/* -EINVAL, with a sentence (malloc'd) that goes up. */
static inline int option_refuse(char **sentence, char *text)
{
    *sentence = text;
    return -EINVAL;
}

/* Digits of `base` and nothing else.  0 or -EINVAL. */
int option_number(const char *value, int base, uint64_t *number);

#define OPTION(id, name, letter, argument, apply, help)                                            \
    int apply(struct options *options, const char *value, char **sentence);
#include "options.def"
#undef OPTION

#endif
