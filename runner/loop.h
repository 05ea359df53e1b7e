/*
 * Waits for descriptors and calls what each of them is watched for.  Knows epoll(7); knows nothing
 * of what the descriptors are.
 */
#ifndef PARIBUS_LOOP_H
#define PARIBUS_LOOP_H

#include <stdint.h>
#include <sys/epoll.h>

/* First member of the object that owns the descriptor; a handler may free its own object only. */
struct watch {
    int fd;
    void (*ready)(struct watch *watch, uint32_t events);
};

/* A descriptor for the functions below, or a negative errno. */
int loop_open(void);

int loop_watch(int loop, struct watch *watch, uint32_t events);
/* To be called before the descriptor is closed: a forked child may hold a copy of it. */
void loop_forget(int loop, const struct watch *watch);

/* Waits up to `milliseconds` (-1: for ever) and calls the handlers of what is ready. */
int loop_turn(int loop, int milliseconds);

#endif
