/*
 * File times against a pinned clock, from the real time to the one shown and back.
 *
 * Files written during the run are shown in the half second before the clock's start, in the order
 * in which they were written (stamp.h): older than every reading of the clock, and the same in
 * every run.  Files that were there before are left alone, as the same inputs of every run, unless
 * the clock starts in the past and they would lie in the future: then they are squeezed into the
 * half second before that, in order; the resolution falls with the distance from the start of the
 * run (a ten-millionth of it).  The way back is taken when a program sets a time it has read, so
 * that copying a file's time keeps it.  statx(2), utimensat(2).
 */
#ifndef PARIBUS_FILETIME_H
#define PARIBUS_FILETIME_H

#include <sys/stat.h>
#include "lib.h"

/* Whether all times are shown as they are: most files were there before. */
bool filetime_stays(const struct statx *status);

/* Sets the times shown of what statx(2) found, with type, inode and mtime. */
void filetime_show(const struct statx *found, struct statx *status, bool varied);

/* utimensat(2) with times as they are shown, NULL for now; raw result. */
long filetime_set(int at, const char *path, const struct timespec *shown, int flags, bool varied);

#endif
