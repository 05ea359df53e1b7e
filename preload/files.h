/*
 * Files that are a source of nondeterminism: opening one is answered by a room.
 */
#ifndef PARIBUS_FILES_H
#define PARIBUS_FILES_H

#include "lib.h"

/* open(2) for every wrapper that opens by name; raw result. */
long files_open(int at, const char *path, int flags, unsigned mode);

/* After a file was opened for writing elsewhere: it is told of, and takes its place in the order.
 */
void files_opened(int fd, int at, const char *path, int flags);

/* Rooms that answer for a file: a descriptor, a negative errno, or FILES_NOT_MINE. */
#define FILES_NOT_MINE (-5000)
long random_open(const char *path, int flags);
long procfs_open(const char *path, int flags);

#endif
