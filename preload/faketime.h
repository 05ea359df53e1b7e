/*
 * The library without the runner: FAKETIME and its kin mean what they mean to libfaketime, so that
 * LD_PRELOAD=libparibus.so FAKETIME=... takes its place; docs/libfaketime.md says how far.  Makes
 * up a configuration of its own, without a run directory, and changes it when a variable or a file
 * does.  `lib.alone` says that it is so.
 */
#ifndef PARIBUS_FAKETIME_H
#define PARIBUS_FAKETIME_H

#include <sys/types.h>
#include "lib.h"

/* Whether one of the variables is set, or a file that says the time is there. */
bool faketime_wanted(char *const *envp);

/* Sets up lib.config and lib.alone from the variables and the name of the program. */
void faketime_open(char *const *envp, const char *program);

/* Around a reading of clock `id`: looks whether the time is said anew; saved and loaded times. */
void faketime_before_reading(void);
int64_t faketime_after_reading(int id, int64_t value);

/* FAKERANDOM_SEED's numbers. */
void faketime_random(void *out, size_t size);

/* FAKETIME_FAKEPID; 0: not set. */
pid_t faketime_pid(void);

void faketime_after_fork(void);

/* Calls `use` with the environment the next image needs to go on from here. */
long faketime_with_environment(char *const *envp, long (*use)(char *const *repaired, void *context),
                               void *context);

#endif
