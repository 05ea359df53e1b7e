/*
 * Where one output stream of the command goes: to ours, into a file, or into a file and on to ours
 * as it comes.  Knows descriptors; knows nothing of the command.
 */
#ifndef PARIBUS_CAPTURE_H
#define PARIBUS_CAPTURE_H

#include <stdbool.h>
#include "loop.h"

struct capture {
    struct watch watch; /* our end of the pipe; -1: none */
    int loop;
    int file;   /* -1: not captured */
    int theirs; /* the command's end: of the pipe, or the file; -1: inherited */
    int ours;   /* the stream passed on to; -1: none */
};

/* Zero is no state to close: every capture begins as this. */
#define CAPTURE_NONE ((struct capture){.watch.fd = -1, .loop = -1, .file = -1, .theirs = -1})

/* What the command writes to. */
enum capture_way {
    CAPTURE_FILE,     /* the file itself */
    CAPTURE_PIPE,     /* a pipe to us: into the file and on to ours */
    CAPTURE_TERMINAL, /* a terminal of 43 lines and 137 columns that we hold the other end of */
};

/*
 * `path` NULL: inherited, but for a terminal.  `ours`: the stream to pass on to, -1: none.
 * 0 or a negative errno.
 */
int capture_open(struct capture *capture, const char *path, int ours, enum capture_way way,
                 int loop);

/* In a forked child: lets go of the end that is not the command's. */
void capture_keep_theirs(struct capture *capture);

/* In the parent: lets go of the command's end. */
void capture_keep_ours(struct capture *capture);

/* Passes on what is still there, without waiting for more, and closes. */
void capture_close(struct capture *capture);

#endif
