/*
 * One file copied to the same path below another directory: sharing its blocks where the file
 * system can, keeping holes, with its attributes.
 */
#ifndef PARIBUS_COPY_FILE_H
#define PARIBUS_COPY_FILE_H

#include <sys/stat.h>

/* A file that we may not read becomes an empty one that nobody may read. */
int copy_file(int from, int to, const char *path, const struct stat *stat);

/* Owner, mode, extended attributes, times of an existing entry of any type. */
int copy_attributes(int from, int to, const char *path, const struct stat *stat);

#endif
