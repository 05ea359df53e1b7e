/*
 * Contents of outputs, each kept once: a file that a run left is a further name (hard link) of
 *     OBJECTS/abc/XXH3-MODE-SHA256
 * XXH3 (128 bits) says which object may be equal, the bytes decide; SHA-256 says what it is, to
 * everybody, and is computed for new contents only.  MODE, because names of one file share it.
 * How many runs need an object is what its count of names says: nothing can get out of step.
 * Knows left directories; knows nothing of runs and of who keeps them.
 */
#ifndef PARIBUS_STORE_OBJECTS_H
#define PARIBUS_STORE_OBJECTS_H

#include <stdint.h>
#include <stdio.h>

/*
 * Shares everything below `left` and writes its sums, as sha256sum(1) does, to `sums`.  What cannot
 * be shared (no links there, too many names) stays a file of its own.  All of it is on the disk
 * then.  0 or a negative errno with *what.
 */
int objects_share(const char *objects, const char *left, FILE *sums, char **what);

/* Removes the objects nobody needs any more; returns the bytes on disk of the others. */
uint64_t objects_sweep(const char *objects);

#endif
