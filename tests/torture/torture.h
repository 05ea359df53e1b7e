/*
 * A random tree of processes, the same for the same seed: what each node does is drawn from the
 * seed and its place in the tree alone.  Nodes read every source, start others in every way, run
 * threads and signal handlers, and bring faults upon themselves.
 */
#ifndef TORTURE_H
#define TORTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Shared by all nodes of a round: a file in the working directory. */
struct tally {
    uint64_t calls; /* of uname(2), which nobody else calls; counted once they have returned */
    uint64_t nodes;
    uint64_t threads;
    uint64_t faults;
    uint64_t wrong; /* results that should not be */
};
extern struct tally *tally;

/* What a node is. */
struct node {
    const char *seed, *place; /* as on the command line */
    int depth;                /* how many generations may follow */
    uint64_t state;           /* of its own generator */
    uint64_t seen;            /* hash of what it was told */
    unsigned children;        /* so far */
};

uint64_t draw(struct node *node, uint64_t below);
void add(uint64_t *counter);
void expect(bool right);

/* Reads; `seen` takes in what must be the same in every pinned run. */
void read_sources(uint64_t *seen);
void read_by_name(void); /* safe in a signal handler, and changes nothing that others read */

/* In a child: the node at `place`; does not return. */
_Noreturn void be_node(const char *seed, const char *place, int depth);

/* Starts the next child of `node` in a way drawn from its generator; -1: could not be started. */
pid_t start_child(struct node *node);

/* Something breaks; may not return. */
void suffer(struct node *node);

/* Says what was seen so far: one line. */
void report(const struct node *node);

#endif
