/*
 * The journal of an exchange: a small file beside the tree saying which directory belongs at its
 * path and what stands beside it meanwhile.  Locked (flock(2)) as long as somebody sees to it.
 * What it says is enough to undo the exchange from any state.
 */
#ifndef PARIBUS_JOURNAL_H
#define PARIBUS_JOURNAL_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

struct journal {
    int parent;              /* directory that holds all three; owned */
    int fd;                  /* of the journal, locked; owned; -1: none */
    char name[NAME_MAX + 1]; /* of the tree */
    char copy[NAME_MAX + 1]; /* of what stands beside it */
    char file[NAME_MAX + 1]; /* of the journal */
    uint64_t device, inode;  /* of the user's own directory */
};

/* Opens the directory and derives the names; no file is touched. */
int journal_locate(struct journal *journal, const char *tree);

/* Writes it, safe on disk when it returns.  -EBUSY: there is one already. */
int journal_write(struct journal *journal);

/*
 * Reads and locks one that was left.  1: there is one; 0: there is none; -EBUSY: it is looked
 * after; -EINVAL: it is not ours or makes no sense.
 */
int journal_read(struct journal *journal);

/* Gives the user's directory its place back, removes the other one and then the journal. */
int journal_undo(struct journal *journal);

void journal_close(struct journal *journal);

/* Locks, waiting a moment for somebody who is about to finish.  0, -EBUSY, or no lock to be had. */
int journal_lock(int fd);

#endif
