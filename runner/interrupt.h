/*
 * Signals of the user during a series of runs: the first is noted and ends the series, a second one
 * ends us at once.  While a run goes on the launch has them instead, see launch.h.
 */
#ifndef PARIBUS_INTERRUPT_H
#define PARIBUS_INTERRUPT_H

/* What those who started us wanted to be ignored stays ignored. */
void interrupt_watch(void);
void interrupt_unwatch(void);

/* The signal that came since interrupt_watch(); 0: none. */
int interrupt_seen(void);

/* One that came by another way. */
void interrupt_note(int number);

#endif
