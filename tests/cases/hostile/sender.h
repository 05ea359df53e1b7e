/*
 * Signals that come from another process, in real time whatever clocks show, and what a handler may
 * do.
 */
#ifndef SENDER_H
#define SENDER_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

void handle(int number, void (*handler)(int), int flags);
void block(int number, bool blocked);

/* A process that sends us the signal in a while; `times` times, as far apart. */
pid_t send_soon(int number, long milliseconds, int times);

/* One that sends it again and again, until it has had its effect. */
pid_t send_often(int number);
void stop_sending(pid_t sender);

/* Everything signal-safety(7) allows that we have a hand in; whether it all worked. */
bool call_safe_functions(void);

#endif
