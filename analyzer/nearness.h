/*
 * Who wrote an output, and how near to that process another one stands in the tree.  Knows the tree
 * of processes and the files they opened for writing; knows no values.
 */
#ifndef PARIBUS_NEARNESS_H
#define PARIBUS_NEARNESS_H

#include <stdbool.h>
#include "tree.h"

/* Above every nearness, and that of who wrote the output. */
#define NEARNESS_LIMIT  32
#define NEARNESS_WRITER 31

/* By what a file is found again in another place: its last part. */
uint64_t nearness_key(const char *path);

/* Once, when the tree is read: for all that follows. */
void nearness_index(struct tree *tree);

/* How near a process is to one that wrote the output: most for the writer itself, 0: not known. */
int nearness(const struct tree *tree, uint32_t process, const char *output);

/* The same, of a process that may write to what its parent opened for it. */
int nearness_inherited(const struct tree *tree, uint32_t process, const char *output);

/* Whether it is the output: known below the tree, files by the name the process used. */
bool nearness_names(const struct written *file, const char *output);

/* The last process that wrote the output, as the program it ended as; UINT32_MAX: not known. */
uint32_t nearness_writer(const struct tree *tree, const char *output);

/*
 * Whether a program that was not covered may have written the output: one that was seen to start
 * with a file open for it, or nobody known opened it.
 */
bool nearness_unseen(const struct tree *tree, const char *output);

#endif
