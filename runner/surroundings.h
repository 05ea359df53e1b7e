/*
 * The namespaces, mounts and capabilities a process tree lives in.  Called in a forked child that
 * changes itself; knows nothing of commands, descriptors or waiting.
 */
#ifndef PARIBUS_SURROUNDINGS_H
#define PARIBUS_SURROUNDINGS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include "launch.h"

/* What we could do before we entered anything. */
struct powers {
    bool privileged;       /* root indeed: no user namespace needed */
    bool confined;         /* now in a user namespace */
    uint64_t capabilities; /* effective ones, a bit each, capabilities(7) */
    uid_t user;            /* effective ids */
    gid_t group;
    int *scenes; /* launch->scenes, open; NULL: none are wanted */
};

void powers_get(struct powers *powers);

/*
 * Enters what launch->want asks for, except what has to be done by the first process of the pid
 * namespace.  What is refused is missing from *granted, but a tree that was to be covered by an
 * overlay and cannot be is an error: the command would write to the real one.
 * 0 or a negative errno.
 */
int surroundings_enter(const struct launch *launch, struct powers *powers, unsigned *granted);

/* The namespaces alone. */
int surroundings_unshare(unsigned want, struct powers *powers);

/*
 * Mounts the scenes over their files; after /proc is in its place.  0, or the last of the errors.
 */
int surroundings_decorate(const struct launch *launch, const struct powers *powers);

/*
 * In the first process of the pid namespace: /proc to match it, and the id of the next process.
 * 0 or a negative errno.
 */
int surroundings_mount_proc(void);
int surroundings_choose_pid(pid_t next);

/*
 * In the command's own process, when there is a user namespace: takes away the capabilities it
 * came with, but the one to choose process ids.
 */
int surroundings_drop(const struct powers *powers);

#endif
