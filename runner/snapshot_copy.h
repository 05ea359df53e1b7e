/*
 * A snapshot by copy: the tree is exchanged for a copy of itself, which is brought back to the
 * pristine state between runs.
 */
#ifndef PARIBUS_SNAPSHOT_COPY_H
#define PARIBUS_SNAPSHOT_COPY_H

struct snapshot_copy;

int snapshot_copy_open(const char *tree, struct snapshot_copy **copy, char **what);
int snapshot_copy_before(struct snapshot_copy *copy, char **what);
int snapshot_copy_after(struct snapshot_copy *copy, const char *left, char **what);
int snapshot_copy_close(struct snapshot_copy *copy, char **what);

#endif
