/*
 * Whether a call of our own may cost the program its life: a program that confines itself with
 * seccomp(2) allows the system calls it makes, and knows nothing of ours.  Filters are run here, on
 * the calls we make, as the kernel runs them; knows nothing of what these calls are for.
 */
#ifndef PARIBUS_CONFINE_H
#define PARIBUS_CONFINE_H

#include "lib.h"

/* From here on nothing is called that the program did not ask for.  Events may be dropped then,
 * which is counted; programs that are started go uncovered, which is reported. */
static inline bool confined(void)
{
    return unlikely(lib.confined);
}

/* Makes the calls that install a filter; raw results. */
long confine_prctl(long option, long a, long b, long c, long d);
long confine_seccomp(unsigned long operation, unsigned long flags, void *program);

#endif
