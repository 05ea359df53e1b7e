/*
 * The namespaces, mounts and capabilities a process tree lives in.  Called in a forked child that
 * changes itself; knows nothing of commands, descriptors or waiting.
 */
#ifndef PARIBUS_SURROUNDINGS_H
#define PARIBUS_SURROUNDINGS_H

#include <sys/types.h>
#include "launch.h"

/* Whether we may do without a user namespace, as root may. */
bool surroundings_privileged(void);

/*
 * Enters what launch->want asks for, except what has to be done by the first process of the pid
 * namespace.  What is refused is missing from *granted, but a tree that was to be covered by an
 * overlay and cannot be is an error: the command would write to the real one.
 * 0 or a negative errno with *failed.
 */
int surroundings_enter(const struct launch *launch, unsigned *granted, const char **failed);

/*
 * In the first process of the pid namespace: /proc to match it, and the id of the next process.
 * 0 or a negative errno.
 */
int surroundings_mount_proc(void);
int surroundings_choose_pid(pid_t next);

/* In the command's own process: of the capabilities a user namespace gave, keeps one. */
int surroundings_drop(bool privileged);

#endif
