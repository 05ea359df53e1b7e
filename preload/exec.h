/*
 * exec carries the library over: repairs the environment the next image gets, whatever the program
 * passes, and looks at the program first, to report what cannot be entered.
 */
#ifndef PARIBUS_EXEC_H
#define PARIBUS_EXEC_H

#include "lib.h"

/* State passed from image to image in RUN_ENV, see abi/run.h. */
struct exec_state {
    uint64_t base;
    uint64_t pid_unit;
    bool traced; /* see lib.traced */
};
bool exec_state_parse(const char *text, struct exec_state *state, const char **directory);

/* Takes our variables out of `environ`, in place. */
void exec_hide(char **envp);

/* The same as execve(2) and execveat(2), as raw results; `at` is AT_FDCWD for the former. */
long exec_program(int at, const char *path, char *const *argv, char *const *envp, int flags);

#define EXEC_FAILS (-2)

/* What is found by looking at a program before it runs. */
struct exec_target {
    int obstacle; /* to entering it: enum escape_kind, 0: none; EXEC_FAILS: exec itself will */
    char sanitizer[32]; /* the AddressSanitizer runtime it wants to be loaded first, or "" */
};
void exec_inspect(int at, const char *path, int flags, struct exec_target *target);

/*
 * Builds the repaired environment, with the state `next` in it; calls `use` with it (it may live on
 * the stack) and returns what that returned.  `first`: a library that must come before ours, or "".
 */
long exec_with_environment(char *const *envp, const struct exec_state *next, const char *first,
                           long (*use)(char *const *repaired, void *context), void *context);

#endif
