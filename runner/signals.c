#include "signals.h"
#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

static const int from_user[] = {SIGINT, SIGQUIT, SIGTERM, SIGHUP};
#define FROM_USER (sizeof from_user / sizeof from_user[0])

static void user_set(sigset_t *set)
{
    sigemptyset(set);
    for (size_t i = 0; i < FROM_USER; i++)
        sigaddset(set, from_user[i]);
}

static void note_ignored(struct signals *signals)
{
    sigemptyset(&signals->ignored);
    for (size_t i = 0; i < FROM_USER; i++) {
        struct sigaction action;
        sigaction(from_user[i], NULL, &action);
        if (action.sa_handler == SIG_IGN)
            sigaddset(&signals->ignored, from_user[i]);
    }
}

void signals_take(struct signals *signals)
{
    sigset_t held;
    user_set(&held);
    sigaddset(&held, SIGCHLD);
    note_ignored(signals);
    sigprocmask(SIG_BLOCK, &held, &signals->mask);
    sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, &signals->pipe);
    /* Inherited as ignored it would let children vanish before waitpid(2) sees them. */
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = SIG_DFL}, &signals->child);
}

void signals_give_back(const struct signals *signals)
{
    sigaction(SIGPIPE, &signals->pipe, NULL);
    sigaction(SIGCHLD, &signals->child, NULL);
    sigprocmask(SIG_SETMASK, &signals->mask, NULL);
}

static int watch(const sigset_t *set)
{
    int fd = signalfd(-1, set, SFD_CLOEXEC | SFD_NONBLOCK);
    return fd < 0 ? -errno : fd;
}

int signals_watch_user(void)
{
    sigset_t set;
    user_set(&set);
    return watch(&set);
}

int signals_watch_children(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    return watch(&set);
}

int signals_next(int fd)
{
    struct signalfd_siginfo info;
    ssize_t got = read(fd, &info, sizeof info);
    return got == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

bool signals_was_ignored(const struct signals *signals, int number)
{
    return sigismember(&signals->ignored, number) == 1;
}
