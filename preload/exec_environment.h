/*
 * Our two variables in the environment: taken out of what a program sees, and put back into what
 * it passes on, whatever that is.  Knows their form; knows nothing of programs.
 */
#ifndef PARIBUS_EXEC_ENVIRONMENT_H
#define PARIBUS_EXEC_ENVIRONMENT_H

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

/*
 * Builds the repaired environment, with the state `next` in it; calls `use` with it (it may live on
 * the stack) and returns what that returned.  `first`: a library that must come before ours, or "".
 */
long exec_with_environment(char *const *envp, const struct exec_state *next, const char *first,
                           long (*use)(char *const *repaired, void *context), void *context);

/* The same with the environment as it would be without us, where that is not what `envp` is. */
long exec_without_ours(char *const *envp, long (*use)(char *const *without, void *context),
                       void *context);

#endif
