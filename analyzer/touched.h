/*
 * Every file that the processes of a run changed, by its whole name, and what speaks against
 * putting it back as the run left it: for branches.c alone.
 */
#ifndef PARIBUS_TOUCHED_H
#define PARIBUS_TOUCHED_H

#include "branches.h"

struct touched_path {
    char *name;    /* below the tree, else absolute */
    bool below;    /* in the tree */
    bool differs;  /* between the runs compared */
    bool obstacle; /* is nothing we could put back, or lies elsewhere */
    bool shared;   /* a directory: many may make it or change what is in it */
};

/* One process that changed one path. */
struct touch {
    uint32_t process;
    uint32_t path; /* index into paths */
};

struct touched {
    struct touched_path *paths; /* by name */
    size_t path_count;
    struct touch *items; /* by path */
    size_t count;
};

void touched_collect(const struct tree *tree, const struct branches_question *question,
                     struct touched *touched);

/* The names outlive the rest. */
void touched_hand_over(struct touched *touched, struct branches *branches);
void touched_free(struct touched *touched);

#endif
