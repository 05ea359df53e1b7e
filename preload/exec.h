/*
 * exec carries the library over: what is started is looked at first, to report what cannot be
 * entered, and gets the environment that loads us again.  execve(2).
 */
#ifndef PARIBUS_EXEC_H
#define PARIBUS_EXEC_H

#include "lib.h"

/* The same as execve(2) and execveat(2), as raw results; `at` is AT_FDCWD for the former. */
long exec_program(int at, const char *path, char *const *argv, char *const *envp, int flags);

#endif
