#include "launch.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "capture.h"
#include "audit.h"
#include "entropy.h"
#include "keeper.h"
#include "loop.h"
#include "overlay.h"
#include "run.h"
#include "signals.h"
#include "util.h"

#define TICK_SECONDS (RUN_BEAT / 1000.0)

struct run {
    struct watch control; /* socket to the keeper; first: see control_ready */
    struct watch user;    /* signalfd */
    const struct launch *launch;
    struct launch_result *result;
    struct capture out, err;
    struct entropy *entropy;
    struct audit *audit;
    struct signals signals;
    struct rlimit files;
    double begun;
    int loop;
    int null;   /* stdin of the command */
    int theirs; /* the keeper's end of the socket */
    bool ended; /* the command has */
    bool gone;  /* the keeper has */
};

static const char *const step_names[] = {
    [STEP_START] = "start",
    [STEP_OVERLAY] = "overlay",
    [STEP_DIRECTORY] = "enter the working directory for",
    [STEP_EXEC] = "exec",
};

static int fail(struct run *run, const char *step, int error)
{
    if (error && !run->result->error) {
        run->result->error = error;
        run->result->failed = step;
    }
    return error;
}

/* --- what arrives --- */

/* `fd`: what came with it, -1: nothing. */
static void take_note(struct run *run, const struct note *note, int fd)
{
    switch ((enum note_kind)note->kind) {
    case NOTE_GRANTED:
        run->result->granted = (unsigned)note->value & run->launch->want;
        break;
    case NOTE_FAILED:
        fail(run, step_names[note->value], note->error);
        break;
    case NOTE_ENDED:
        run->ended = true;
        run->result->status = note->value;
        run->result->seconds = seconds_now() - run->begun;
        break;
    case NOTE_KILLED:
        run->result->left_behind = (unsigned)note->value;
        break;
    case NOTE_AUDIT:
        if (run->audit && fd >= 0)
            audit_take(run->audit, fd);
        break;
    }
}

/* A note and the descriptor that may come with it; the bytes of the note. */
static ssize_t receive(int socket, struct note *note, int *fd)
{
    union {
        char room[CMSG_SPACE(sizeof *fd)];
        struct cmsghdr head;
    } control;
    struct iovec part = {note, sizeof *note};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof control.room};
    ssize_t got = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    struct cmsghdr *head = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    *fd = -1;
    if (head && head->cmsg_type == SCM_RIGHTS)
        memcpy(fd, CMSG_DATA(head), sizeof *fd);
    return got;
}

static void control_ready(struct watch *watch, uint32_t events)
{
    struct run *run = (struct run *)watch;
    struct note note = {0};
    (void)events;
    int fd;
    ssize_t got = receive(watch->fd, &note, &fd);
    if (got == sizeof note)
        take_note(run, &note, fd);
    else if (got >= 0 || (errno != EAGAIN && errno != EINTR))
        run->gone = true;
}

static void order(struct run *run, int32_t what)
{
    send(run->control.fd, &what, sizeof what, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* The terminal sends SIGINT and SIGQUIT to the command itself; the others reach only us. */
static void user_ready(struct watch *watch, uint32_t events)
{
    struct run *run = (struct run *)((char *)watch - offsetof(struct run, user));
    int number = signals_next(watch->fd);
    (void)events;
    if (number == 0 || signals_was_ignored(&run->signals, number))
        return;
    run->result->interrupted = number;
    if (run->launch->give_up)
        order(run, ORDER_KILL);
    else if (number == SIGTERM || number == SIGHUP)
        order(run, number);
}

/* --- preparing --- */

static int open_control(struct run *run)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return -errno;
    run->control = (struct watch){.fd = ends[0], .ready = control_ready};
    run->theirs = ends[1];
    return loop_watch(run->loop, &run->control, EPOLLIN);
}

static int watch_user(struct run *run)
{
    int fd = signals_watch_user();
    run->user = (struct watch){.fd = fd, .ready = user_ready};
    return fd < 0 ? fd : loop_watch(run->loop, &run->user, EPOLLIN);
}

/* Every random stream is a descriptor; the command gets its own limit back. */
static void raise_limit(struct run *run)
{
    getrlimit(RLIMIT_NOFILE, &run->files);
    struct rlimit all = {.rlim_cur = run->files.rlim_max, .rlim_max = run->files.rlim_max};
    setrlimit(RLIMIT_NOFILE, &all);
}

static int open_streams(struct run *run)
{
    const struct launch *launch = run->launch;
    bool pass_on = launch->tee || !launch->capture_out;
    enum capture_way way = launch->want & LAUNCH_TERMINAL ? CAPTURE_TERMINAL
                           : launch->tee                  ? CAPTURE_PIPE
                                                          : CAPTURE_FILE;
    int error =
        capture_open(&run->out, launch->capture_out, pass_on ? STDOUT_FILENO : -1, way, run->loop);
    if (!error)
        error = capture_open(&run->err, launch->capture_err, pass_on ? STDERR_FILENO : -1, way,
                             run->loop);
    if (!error && launch->no_stdin) {
        run->null = way == CAPTURE_TERMINAL ? fcntl(run->out.theirs, F_DUPFD_CLOEXEC, 3)
                                            : open("/dev/null", O_RDONLY | O_CLOEXEC);
        error = run->null < 0 ? -errno : 0;
    }
    return error;
}

static int prepare(struct run *run)
{
    run->loop = loop_open();
    if (run->loop < 0)
        return fail(run, "wait for", run->loop);
    if (fail(run, "start", open_control(run)) || fail(run, "start", watch_user(run)))
        return run->result->error;
    if (fail(run, "capture the output of", open_streams(run)))
        return run->result->error;
    if (run->launch->want & LAUNCH_AUDIT)
        run->audit = audit_open(run->loop);
    if (!run->launch->entropy)
        return 0;
    int error = entropy_open(run->launch->entropy, run->loop, &run->entropy);
    return fail(run, "serve random streams to", error);
}

/* --- running --- */

static _Noreturn void become_keeper(struct run *run, const struct launch *launch)
{
    struct keeper keeper = {
        .launch = launch,
        .signals = &run->signals,
        .files = run->files,
        .control = run->theirs,
        .in = run->null,
        .out = run->out.theirs,
        .err = run->err.theirs,
    };
    close(run->control.fd); /* so that the runner's death is seen */
    close(run->loop);
    capture_keep_theirs(&run->out);
    capture_keep_theirs(&run->err);
    keeper_main(&keeper);
}

/* Milliseconds until the next tick or the timeout. */
static int patience(const struct run *run)
{
    double wait = TICK_SECONDS;
    double left = run->begun + run->launch->timeout - seconds_now();
    if (run->launch->timeout > 0 && !run->ended && !run->result->timed_out && left < wait)
        wait = left;
    return wait <= 0 ? 0 : (int)(wait * 1000) + 1;
}

static void look_at_clock(struct run *run)
{
    double timeout = run->launch->timeout;
    if (timeout > 0 && !run->ended && !run->result->timed_out &&
        seconds_now() - run->begun >= timeout) {
        run->result->timed_out = true;
        order(run, ORDER_KILL);
    }
    if (run->launch->tick)
        run->launch->tick(run->launch->tick_data);
}

static void attend(struct run *run, pid_t keeper)
{
    close(run->theirs);
    run->theirs = -1;
    capture_keep_ours(&run->out);
    capture_keep_ours(&run->err);
    while (!run->gone) {
        if (loop_turn(run->loop, patience(run)) != 0)
            break;
        look_at_clock(run);
    }
    while (waitpid(keeper, NULL, 0) < 0 && errno == EINTR) {
    }
    if (!run->ended)
        fail(run, "wait for", -ECHILD);
}

static void finish(struct run *run)
{
    run->result->streams = entropy_streams(run->entropy);
    entropy_close(run->entropy);
    if (run->audit && run->result->granted & LAUNCH_AUDIT)
        fail(run, "write what was audited of", audit_write(run->audit, run->launch->audit));
    audit_close(run->audit);
    capture_close(&run->out);
    capture_close(&run->err);
    cleanup_close(&run->null);
    cleanup_close(&run->theirs);
    cleanup_close(&run->user.fd);
    cleanup_close(&run->control.fd);
    cleanup_close(&run->loop);
    setrlimit(RLIMIT_NOFILE, &run->files);
    signals_give_back(&run->signals);
}

/* `launch` as wanted from the machine, nothing checked. */
static int launch_as_is(const struct launch *launch, struct launch_result *result)
{
    struct run run = {.launch = launch,
                      .result = result,
                      .control.fd = -1,
                      .user.fd = -1,
                      .out = CAPTURE_NONE,
                      .err = CAPTURE_NONE,
                      .loop = -1,
                      .null = -1,
                      .theirs = -1,
                      .begun = seconds_now()};
    *result = (struct launch_result){0};
    signals_take(&run.signals);
    raise_limit(&run);
    if (prepare(&run) == 0) {
        pid_t keeper = fork();
        if (keeper == 0)
            become_keeper(&run, launch);
        if (keeper < 0)
            fail(&run, "start", -errno);
        else
            attend(&run, keeper);
    }
    finish(&run);
    return result->error;
}

/* --- what the machine allows --- */

static unsigned try_pids_and_addresses(void)
{
    struct launch launch = {.want = LAUNCH_PIDS | LAUNCH_NO_ASLR, .first_pid = 300};
    struct launch_result result;
    return launch_as_is(&launch, &result) == 0 && result.status == 0 ? result.granted : 0;
}

unsigned launch_allowed(void)
{
    static bool known;
    static unsigned allowed;
    if (!known)
        allowed = try_pids_and_addresses() | (overlay_allowed() ? LAUNCH_OVERLAY : 0);
    if (allowed & (LAUNCH_PIDS | LAUNCH_OVERLAY)) /* namespaces are */
        allowed |= LAUNCH_SCENERY | LAUNCH_NAMES | LAUNCH_USER | LAUNCH_STAGE | LAUNCH_NO_NET;
    allowed |= LAUNCH_LIMITS | LAUNCH_MASK | LAUNCH_TERMINAL | LAUNCH_AUDIT;
    known = true;
    return allowed;
}

int launch_run(const struct launch *given, struct launch_result *result)
{
    struct launch launch = *given;
    autofree char *here = NULL;
    if (launch.want & ~(unsigned)(LAUNCH_OVERLAY | LAUNCH_NO_NET))
        launch.want &= launch_allowed() | LAUNCH_OVERLAY | LAUNCH_NO_NET;
    if (launch.want & LAUNCH_OVERLAY)
        here = realpath(launch.cwd ? launch.cwd : ".", NULL);
    if (here)
        launch.cwd = here;
    return launch_as_is(&launch, result);
}
