/*
 * A directory exchanged for another beside it, and always given back: by us, by a guardian process
 * when we are killed, or from a journal by the next command when the guardian was killed as well.
 * Knows names and processes; knows nothing of what is in the directories.
 */
#ifndef PARIBUS_EXCHANGE_H
#define PARIBUS_EXCHANGE_H

struct exchange;

/*
 * Makes an empty directory beside `tree`, and journal and guardian with it.  -EBUSY when another
 * command has done so.  0 or a negative errno with *what.
 */
int exchange_open(const char *tree, struct exchange **exchange, char **what);

/* The directory beside: an open descriptor, owned by the exchange. */
int exchange_copy(const struct exchange *exchange);

/* From now on the tree's path leads to that directory, and so does our working directory. */
int exchange_swap(struct exchange *exchange, char **what);

/* Undoes everything, removes the directory and frees. */
int exchange_close(struct exchange *exchange, char **what);

/* See snapshot_recover. */
int exchange_recover(const char *tree, char **what);

#endif
