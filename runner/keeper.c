#include "keeper.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "reap.h"
#include "surroundings.h"
#include "util.h"

/* What is going on in the tree. */
struct keeping {
    const struct keeper *keeper;
    unsigned granted;
    pid_t command;
    int children; /* signalfd */
    bool ended;   /* the command has */
    double until; /* then those left behind are killed */
};

void keeper_tell(const struct keeper *keeper, enum note_kind kind, int value, int error)
{
    struct note note = {.kind = kind, .value = value, .error = error};
    send(keeper->control, &note, sizeof note, MSG_NOSIGNAL);
}

void keeper_hand(const struct keeper *keeper, enum note_kind kind, int fd)
{
    struct note note = {.kind = kind};
    union {
        char room[CMSG_SPACE(sizeof fd)];
        struct cmsghdr head;
    } control = {.head = {CMSG_LEN(sizeof fd), SOL_SOCKET, SCM_RIGHTS}};
    struct iovec part = {&note, sizeof note};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof control.room};
    memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
    sendmsg(keeper->control, &message, MSG_NOSIGNAL);
}

static _Noreturn void fail(const struct keeper *keeper, enum keeper_step step, int error)
{
    keeper_tell(keeper, NOTE_FAILED, step, error);
    _exit(1);
}

/* --- waiting for the tree --- */

static void reap(struct keeping *keeping)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (pid != keeping->command || keeping->ended)
            continue;
        keeping->ended = true;
        keeping->until = seconds_now() + keeping->keeper->launch->linger;
        keeper_tell(keeping->keeper, NOTE_ENDED, status, 0);
    }
}

static _Noreturn void end_all(struct keeping *keeping)
{
    int status = 0;
    unsigned killed = reap_kill_all(keeping->granted & LAUNCH_PIDS,
                                    keeping->ended ? 0 : keeping->command, &status);
    if (!keeping->ended)
        keeper_tell(keeping->keeper, NOTE_ENDED, status, 0);
    else
        keeper_tell(keeping->keeper, NOTE_KILLED, (int)killed, 0);
    _exit(0);
}

/* False when the runner is gone or wants an end. */
static bool obey(const struct keeping *keeping)
{
    int32_t order;
    ssize_t got = recv(keeping->keeper->control, &order, sizeof order, MSG_DONTWAIT);
    if (got < 0)
        return errno == EAGAIN || errno == EINTR;
    if (got != sizeof order || order == ORDER_KILL)
        return false;
    if (!keeping->ended)
        kill(keeping->command, order);
    return true;
}

static bool has_children(void)
{
    siginfo_t info;
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/* Milliseconds until something is due; -1: nothing is. */
static int patience(const struct keeping *keeping)
{
    double left = keeping->until - seconds_now();
    if (!keeping->ended)
        return -1;
    return left <= 0 ? 0 : left > 3600 ? 3600 * 1000 : (int)(left * 1000) + 1;
}

static _Noreturn void keep(struct keeping *keeping)
{
    for (;;) {
        struct pollfd fds[] = {{.fd = keeping->children, .events = POLLIN},
                               {.fd = keeping->keeper->control, .events = POLLIN}};
        int wait = patience(keeping);
        poll(fds, 2, wait);
        signals_next(keeping->children);
        reap(keeping);
        if (fds[1].revents && !obey(keeping))
            end_all(keeping);
        if (keeping->ended && !has_children())
            _exit(0);
        if (wait == 0)
            end_all(keeping);
    }
}

/* --- starting it --- */

static _Noreturn void start(struct keeping *keeping, const struct powers *powers)
{
    const struct keeper *keeper = keeping->keeper;
    if (keeping->granted & LAUNCH_SCENERY && surroundings_decorate(keeper->launch, powers) != 0)
        keeping->granted &= ~(unsigned)LAUNCH_SCENERY;
    if (keeper->launch->arranged)
        keeper->launch->arranged(keeper->launch->arranged_data);
    keeping->children = signals_watch_children();
    keeping->command = fork();
    if (keeping->command == 0)
        command_main(keeper, powers, keeping->granted);
    if (keeping->command < 0 || keeping->children < 0)
        fail(keeper, STEP_START, -EAGAIN);
    keep(keeping);
}

/* Process 1 of the namespace.  An outsider's death is seen on the socket if it came too early. */
static _Noreturn void first_process(struct keeping *keeping, const struct powers *powers)
{
    pid_t chosen = keeping->keeper->launch->first_pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (surroundings_mount_proc() != 0 || (chosen > 1 && surroundings_choose_pid(chosen) != 0))
        keeping->granted &= ~(unsigned)LAUNCH_PIDS;
    start(keeping, powers);
}

/*
 * Outside the namespace somebody has to wait until the last process in it is gone, and to see to
 * that when the runner is killed.
 */
static _Noreturn void wait_for(const struct keeper *keeper, pid_t first)
{
    int children = signals_watch_children();
    struct pollfd fds[] = {{.fd = children, .events = POLLIN},
                           {.fd = keeper->control, .events = 0}};
    while (waitpid(first, NULL, WNOHANG) == 0) {
        poll(fds, 2, -1);
        if (fds[1].revents & POLLHUP) {
            kill(first, SIGKILL);
            waitpid(first, NULL, 0);
            break;
        }
        signals_next(children);
    }
    _exit(0);
}

_Noreturn void keeper_main(const struct keeper *keeper)
{
    struct keeping keeping = {.keeper = keeper};
    struct powers powers;
    powers_get(&powers);
    int error = surroundings_enter(keeper->launch, &powers, &keeping.granted);
    if (error)
        fail(keeper, keeper->launch->want & LAUNCH_OVERLAY ? STEP_OVERLAY : STEP_START, error);
    if (!(keeping.granted & LAUNCH_PIDS)) {
        prctl(PR_SET_CHILD_SUBREAPER, 1);
        start(&keeping, &powers);
    }
    pid_t first = fork();
    if (first == 0)
        first_process(&keeping, &powers);
    if (first < 0)
        fail(keeper, STEP_START, -errno);
    wait_for(keeper, first);
}
