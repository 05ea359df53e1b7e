/*
 * What a run's processes read, wrote, handed on and started, by what one asks for.  Knows the tree;
 * knows nothing of ways.  For flow.c alone.
 */
#ifndef PARIBUS_FLOW_INDEX_H
#define PARIBUS_FLOW_INDEX_H

#include "keyed.h"
#include "tree.h"

struct flow {
    const struct tree *tree, *before;
    struct keyed children; /* by creator */
    struct keyed twins;    /* by creator and id: a forked child and the program it became */
    struct keyed inputs;   /* by the pipe on standard input */
    struct written *files; /* written, or moved to that name */
    size_t file_count;
    struct written *sources; /* read, or moved from that name */
    size_t source_count;
    struct keyed writes; /* files by process */
    struct keyed reads;  /* sources by last part of the name */
    struct keyed handed; /* tree.handed by process */
    struct keyed known;  /* before.processes by identity */
};

uint64_t flow_twin_key(const struct process *process, bool forked);

/* The inode number of the pipe a stream is; 0: it is none. */
uint64_t flow_pipe(const struct process *process, int stream);

#endif
