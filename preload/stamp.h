/*
 * The order of writing, in place of the real times of files written during the run: a file opened
 * for writing gets the next number of the run, and shows it when it has changed since it was last
 * looked at.  What changes without being opened (a directory, a file somebody keeps open) keeps its
 * number and counts its changes behind it, so that a process that looks often or at an odd moment
 * moves nobody else's.  One process at a time makes the same stamps in every run; processes side by
 * side draw them as they come.  The table is in the shared page, for the whole tree.  stat(2).
 */
#ifndef PARIBUS_STAMP_H
#define PARIBUS_STAMP_H

#include <sys/stat.h>
#include "lib.h"

#define STAMP_CHANGES 1000 /* changes are told apart below this */

struct stamp {
    uint32_t number;  /* 0: before the first of the run */
    uint32_t changes; /* below STAMP_CHANGES */
    bool given;       /* somebody set the time: it is not when the file was written */
};

/* After open(2) of `path` for writing gave `fd`: who is looked at next shows it. */
void stamp_opened(int fd, int at, const char *path, int flags);

/* Whether file times are places in that order. */
static inline bool stamps_count(void)
{
    return lib.mode[SOURCE_stat] >= MODE_PIN && lib.config->clock_kind == CLOCK_TICK && !lib.alone;
}

/* After a directory or a symbolic link was made, which nobody opens. */
void stamp_made(int at, const char *path);

/* After the owner or the mode of a file was changed: now, on the virtual clock. */
void stamp_altered(int at, const char *path, int flags);

/* When that was; 0: never, or not in this run. */
int64_t stamp_alteration(const struct statx *status);

/* The stamp of a file of the run as statx(2) found it, changed at `real`. */
struct stamp stamp_of(const struct statx *status, int64_t real);

/* After a program set the time of a file: to now, which it may have given as a date ... */
void stamp_set_now(int at, const char *path, int flags, bool given);

/* ... or to the one shown as `stamp`. */
void stamp_set(int at, const char *path, int flags, struct stamp stamp);

/* The real time that `stamp` stood for when it was last looked at; 0: nobody did. */
int64_t stamp_real(const struct stamp *stamp);

#endif
