/*
 * From a differing region to the units that could have caused it, by the values found in it: a dye.
 * Knows forms and units; decides nothing, only ranks.
 */
#ifndef PARIBUS_ATTRIBUTE_H
#define PARIBUS_ATTRIBUTE_H

#include "outputs.h"
#include "readers.h"
#include "units.h"

/* A unit whose value stands in the region. */
struct suspect {
    uint64_t unit;
    const struct event *event; /* the execution whose value it is; NULL: the unit as a whole */
    int score;                 /* how sure; only the order means something */
    int weight;                /* how much such a match means, see forms.h; 0: there is none */
    const char *form;          /* in which form the value was found, NULL: by its order */
    bool number;               /* a plain number it was: an id, of a file its size or the like */
    int64_t value;             /* that number */
};

struct suspects {
    struct suspect *items; /* best first */
    size_t count;
};

struct attribution;

/*
 * For the regions of these outputs; it walks once through the events of the run.  What it is given
 * must outlive it.
 */
struct attribution *attribution_new(const struct tree *tree, const struct units *units,
                                    const struct varied_variable *variables,
                                    const struct outputs *outputs);
void attribution_free(struct attribution *attribution);

/* The suspects for one region of `path`, each unit once. */
void attribution_suspects(const struct attribution *attribution, const char *path,
                          const struct divergence *region, struct suspects *suspects);
void suspects_free(struct suspects *suspects);

/* Who read what is shared. */
const struct readers *attribution_readers(const struct attribution *attribution);

/* How many of the first suspects are equally likely. */
size_t suspects_leading(const struct suspects *suspects);

#endif
