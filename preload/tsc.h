/*
 * The processor's time stamp counter, on request: the kernel stops a program that reads it
 * (PR_SET_TSC, prctl(2)), and our handler of SIGSEGV answers.  The program keeps its own handler
 * of SIGSEGV and never notices ours; it cannot block the signal.
 */
#ifndef PARIBUS_TSC_H
#define PARIBUS_TSC_H

#include "lib.h"

static inline bool tsc_is_wanted(void)
{
    return lib.config && lib.config->flags & RUN_FLAG_TSC && lib.mode[SOURCE_time] != MODE_OFF &&
           !(lib.config->flags & RUN_FLAG_NOPATCH);
}

/* Before libc is patched: our handler.  After: the counter is stopped. */
void tsc_init(void);
void tsc_stop(void);

/* The kernel keeps it stopped across exec, where the dynamic loader reads it before we are there.
 */
void tsc_before_exec(void);
void tsc_after_failed_exec(void);

/* For the handler: the counter itself, which starts again for that moment. */
uint64_t tsc_real(void);

/* What the program is to see, in sources/time.c. */
uint64_t time_stamp(void);

#endif
