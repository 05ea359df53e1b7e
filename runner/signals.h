/*
 * What the runner does with signals while a command runs, and how the command gets back what the
 * runner itself was started with.
 */
#ifndef PARIBUS_SIGNALS_H
#define PARIBUS_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

struct signals {
    sigset_t mask;
    struct sigaction pipe, child;
    sigset_t ignored; /* of those watched: ignored by whoever started us */
};

/*
 * Holds back SIGINT, SIGQUIT, SIGTERM, SIGHUP and SIGCHLD, to be read from a signalfd; ignores
 * SIGPIPE; makes children waitable.
 */
void signals_take(struct signals *signals);

/* The way it was. */
void signals_give_back(const struct signals *signals);

/* A signalfd for the first four of them, or for SIGCHLD; or a negative errno. */
int signals_watch_user(void);
int signals_watch_children(void);

/* The next signal of such a descriptor; 0: none now. */
int signals_next(int fd);

/* Whether those who started us wanted it to have no effect. */
bool signals_was_ignored(const struct signals *signals, int number);

#endif
