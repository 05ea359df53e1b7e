/*
 * What a run's processes read, wrote, handed on and started, by what one asks for.  Knows the tree;
 * knows nothing of ways.  For flow.c alone.
 */
#ifndef PARIBUS_FLOW_INDEX_H
#define PARIBUS_FLOW_INDEX_H

#include "tree.h"

/* What belongs to a key: a process's children, a name's readers ... */
struct entry {
    uint64_t key;
    uint32_t index;
};
struct table {
    struct entry *items;
    size_t count;
};

struct flow {
    const struct tree *tree, *before;
    struct table children; /* by creator */
    struct table twins;    /* by creator and id: a forked child and the program it became */
    struct table inputs;   /* by the pipe on standard input */
    struct written *files; /* written, or moved to that name */
    size_t file_count;
    struct written *sources; /* read, or moved from that name */
    size_t source_count;
    struct table writes; /* files by process */
    struct table reads;  /* sources by last part of the name */
    struct table handed; /* tree.handed by process */
    struct table known;  /* before.processes by identity */
};

/* The first entry of a key; the others follow. */
size_t flow_find(const struct table *table, uint64_t key);
#define for_each(entry, table, wanted)                                                             \
    for (size_t entry = flow_find(&(table), wanted);                                               \
         entry < (table).count && (table).items[entry].key == (wanted); entry++)

const char *flow_last_part(const char *path);
uint64_t flow_name_key(const char *path);
uint64_t flow_twin_key(const struct process *process, bool forked);

/* The inode number of the pipe a stream is; 0: it is none. */
uint64_t flow_pipe(const struct process *process, int stream);

#endif
