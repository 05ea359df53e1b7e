/*
 * A file that appears whole or not at all: written without a name, flushed to the disk, and only
 * then put in the place of what was there.  Killed or out of space before, the old one stays.
 * What is no regular file (a pipe, /dev/stdout, a link) is written to as it is.
 */
#ifndef PARIBUS_SAFE_FILE_H
#define PARIBUS_SAFE_FILE_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct safe_file {
    FILE *stream; /* write here */
    int directory;
    char *name, *temporary; /* temporary: NULL while it has no name */
    bool replaces;          /* false: written in place */
};

/*
 * `path`: relative to `directory`, which stays open until the end.  `mode` is for a new file and
 * subject to umask; one that is there keeps its own.  0 or a negative errno.
 */
int safe_file_open(int directory, const char *path, mode_t mode, struct safe_file *file);

/* The new content takes effect.  0 or a negative errno: then the old one is as it was. */
int safe_file_commit(struct safe_file *file);

/* Ends without effect; also after a commit, where it does nothing. */
void safe_file_end(struct safe_file *file);
#define autosafe __attribute__((cleanup(safe_file_end)))

#endif
