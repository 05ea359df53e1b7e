/*
 * syscall(2), by subject: each knows some numbers.
 */
#ifndef PARIBUS_SYSCALL_H
#define PARIBUS_SYSCALL_H

#include "lib.h"

/* Clocks, timers and timed waits.  True: `result` is what syscall(2) returns, errno set. */
bool syscall_time(long number, const long argument[6], long *result);

/* Handlers and masks of signals, while one of them is ours. */
bool syscall_signals(long number, const long argument[6], long *result);

#endif
