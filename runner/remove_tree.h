/*
 * Removes a directory and everything below it, however deep, following no link and leaving other
 * file systems mounted there alone.
 */
#ifndef PARIBUS_REMOVE_TREE_H
#define PARIBUS_REMOVE_TREE_H

/* A file is removed as well.  0, also when there is nothing; or a negative errno. */
int remove_tree(const char *path);
int remove_tree_at(int directory, const char *name);

#endif
