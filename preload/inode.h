/*
 * Inode and device numbers that are the same in every run.  A file that was there before the run
 * keeps its number: it is an input.  One made during the run gets a number from its path when it is
 * first looked at, and keeps it under every name.  A number the file system gives out again is told
 * apart by the time of birth.  The table is in the shared page, for the whole tree.  inode(7).
 */
#ifndef PARIBUS_INODE_H
#define PARIBUS_INODE_H

#include <sys/stat.h>
#include "lib.h"

/* Where a file is: `at`, `path` and `flags` as for statx(2). */
struct inode_place {
    int at;
    const char *path;
    int flags;
};

/* The number to show for a file as statx(2) found it, with its birth if that is known. */
uint64_t inode_number(const struct statx *status, const struct inode_place *place, bool varied);

/* The minor number to show for a device: what was mounted for this run has one of ours. */
uint32_t inode_minor(uint32_t major, uint32_t minor);

#endif
