/*
 * What tree_load does, one step after the other.  Only tree*.c include it.
 */
#ifndef PARIBUS_TREE_PARTS_H
#define PARIBUS_TREE_PARTS_H

#include "tree.h"

/* All records but events, from tree.reader. */
void tree_read(struct tree *tree);

/* Creators, paths and orders of processes, from their identities. */
void tree_link(struct tree *tree);

/* Images are numbered as they happened to start; from here on the order is the tree's own. */
void tree_sort(struct tree *tree);

/* What vforked children handed on they handed to the programs they became. */
void tree_give_back(struct tree *tree);

/* Lanes: extents of one thread of one process, which stand together after tree_sort. */
void tree_find_lanes(struct tree *tree);

#endif
