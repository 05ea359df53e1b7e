/*
 * How the argument of each option in options.def becomes a value.  Knows the grammar of values;
 * returns -EINVAL with a sentence for those that make no sense.
 */
#ifndef PARIBUS_OPTION_VALUES_H
#define PARIBUS_OPTION_VALUES_H

#include "options.h"

#define OPTION(id, name, letter, argument, apply, help)                                            \
    int apply(struct options *options, const char *value, char **sentence);
#include "options.def"
#undef OPTION

#endif
