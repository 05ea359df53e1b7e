/*
 * Ends every descendant of this process, which must be process 1 of its pid namespace or a
 * subreaper (PR_SET_CHILD_SUBREAPER).
 */
#ifndef PARIBUS_REAP_H
#define PARIBUS_REAP_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Kills and reaps until nobody is left; *status is set when `watched` is among them.
 * Returns how many were still running.
 */
unsigned reap_kill_all(bool own_namespace, pid_t watched, int *status);

#endif
