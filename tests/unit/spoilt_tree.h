/*
 * A tree with one of each kind of file, and runs that spoil it in every way: what a snapshot has to
 * keep and to give back.
 */
#ifndef SPOILT_TREE_H
#define SPOILT_TREE_H

#include <stdbool.h>
#include <sys/stat.h>
#include "snapshot.h"

/* A directory of our own, the tree in it, and where what runs leave is kept. */
extern char base[64], tree[96], store[96];

/* cmocka setup and teardown. */
int make_tree(void **state);
int remove_base(void **state);
#define tree_test(function) cmocka_unit_test_setup_teardown(function, make_tree, remove_base)

/* A script, in `base`. */
void shell(const char *script);

/* All that can be known of a tree, with `identity` inodes and change times; malloc'd. */
char *facts_of(const char *path, bool identity);

/* Nothing of a snapshot is left beside the tree. */
void assert_nothing_beside(void);

/* The script that spoils a tree it runs in. */
extern const char spoil[];

/* A run of it; where it left what it changed, and in *seen the facts it found. Both malloc'd. */
char *spoiling_run(struct snapshot *snapshot, char **seen);

/* What it left is all that it changed. */
void check_left(const char *left);

/* The type of a file that was left, 0: none. */
mode_t left_type(const char *left, const char *path);

#endif
