/*
 * A program that is about to be executed: what stands in the way of entering it.  Reads its file as
 * the kernel and the loader will, elf(5), and knows nothing of environments.
 */
#ifndef PARIBUS_EXEC_TARGET_H
#define PARIBUS_EXEC_TARGET_H

#include "lib.h"

#define EXEC_FAILS (-2)

/* gcc's AddressSanitizer refuses to run unless its runtime is the first library of all. */
#define EXEC_SANITIZER "libasan.so"

struct exec_target {
    int obstacle; /* to entering it: enum escape_kind, 0: none; EXEC_FAILS: exec itself will */
    char sanitizer[32]; /* the AddressSanitizer runtime it wants to be loaded first, or "" */
};
void exec_inspect(int at, const char *path, int flags, struct exec_target *target);

#endif
