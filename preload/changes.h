/*
 * Which files a program changes: what the runner needs to know before it may let a part of the tree
 * of processes be left out.  Knows names and descriptors; knows nothing of contents.
 */
#ifndef PARIBUS_CHANGES_H
#define PARIBUS_CHANGES_H

#include "lib.h"

#define CHANGES_ROOM 1024 /* for a directory; a longer one is written down as "" */

/* A record of a path; where it is relative, with the directory it starts at. */
void changes_write(enum trace_type type, uint32_t arg, int at, const char *path);

/* After a name was made that nobody opens: it is told of, and has its place in the order. */
void changes_made(int at, const char *path);

/* What standard input, output and error of a fresh image are. */
void changes_note_streams(void);

#endif
