/* Waits that a signal cuts short: they end with EINTR, go on, or are jumped out of. */
#define _GNU_SOURCE
#include "hostile.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "sender.h"

static volatile sig_atomic_t caught;

static void catch (int number)
{
    (void)number;
    caught++;
}

/* --- what one waits in --- */

static int pipe_ends[2];
static const struct timespec minute = {60, 0};

static long wait_read(void)
{
    char byte;
    return read(pipe_ends[0], &byte, 1);
}
static long wait_nanosleep(void)
{
    struct timespec left = {0, 0};
    long result = nanosleep(&minute, &left);
    return left.tv_sec > 50 && left.tv_sec <= 60 ? result : 77;
}
static long wait_clock_nanosleep(void)
{
    errno = clock_nanosleep(CLOCK_MONOTONIC, 0, &minute, NULL);
    return errno ? -1 : 0;
}
static long wait_sleep(void)
{
    unsigned left = sleep(60);
    errno = left > 50 ? EINTR : 0;
    return left > 50 ? -1 : 0;
}
static long wait_poll(void)
{
    struct pollfd fd = {pipe_ends[0], POLLIN, 0};
    return poll(&fd, 1, 60000);
}
static long wait_select(void)
{
    fd_set in;
    FD_ZERO(&in);
    FD_SET(pipe_ends[0], &in);
    struct timeval time = {60, 0};
    return select(pipe_ends[0] + 1, &in, NULL, NULL, &time);
}
static long wait_epoll(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int fd = epoll_create1(0);
    epoll_ctl(fd, EPOLL_CTL_ADD, pipe_ends[0], &event);
    return epoll_wait(fd, &event, 1, 60000);
}
static long wait_pause(void)
{
    return pause();
}
static long wait_sigsuspend(void)
{
    sigset_t none;
    sigemptyset(&none);
    return sigsuspend(&none);
}
static long wait_sigtimedwait(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    return sigtimedwait(&set, NULL, &minute);
}
static long wait_semtimedop(void)
{
    int set = semget(IPC_PRIVATE, 1, 0600);
    struct sembuf down = {0, -1, 0};
    long result = semtimedop(set, &down, 1, &minute);
    int error = errno;
    semctl(set, 0, IPC_RMID);
    errno = error;
    return result;
}
static long wait_open_fifo(void)
{
    char name[] = "/tmp/hostile-XXXXXX";
    close(mkstemp(name));
    unlink(name);
    mkfifo(name, 0600);
    long result = open(name, O_RDONLY);
    int error = errno;
    unlink(name);
    errno = error;
    return result;
}
static long wait_wait4(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        real_pause(60000);
        _exit(0);
    }
    long result = wait4(pid, NULL, 0, NULL);
    int error = errno;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    errno = error;
    return result;
}

/* --- EINTR and SA_RESTART --- */

static void interrupted(void)
{
    static const struct {
        const char *name;
        long (*wait)(void);
    } waits[] = {{"read", wait_read},
                 {"nanosleep", wait_nanosleep},
                 {"clock_nanosleep", wait_clock_nanosleep},
                 {"sleep", wait_sleep},
                 {"poll", wait_poll},
                 {"select", wait_select},
                 {"epoll_wait", wait_epoll},
                 {"pause", wait_pause},
                 {"sigsuspend", wait_sigsuspend},
                 {"sigtimedwait", wait_sigtimedwait},
                 {"semtimedop", wait_semtimedop},
                 {"open", wait_open_fifo},
                 {"wait4", wait_wait4}};
    handle(SIGUSR1, catch, 0);
    if (pipe(pipe_ends) != 0)
        return;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        pid_t sender = send_often(SIGUSR1);
        long result = waits[i].wait();
        say("%s: %s", waits[i].name, result > 0 ? "odd" : said(result));
        stop_sending(sender);
    }
    say("%s", caught >= 13 ? "caught" : "not caught");
}

/* Interrupted by a handler that asks for restarting; then what is waited for comes. */
static void restarted(void)
{
    handle(SIGUSR1, catch, SA_RESTART);
    if (pipe(pipe_ends) != 0)
        return;
    pid_t writer = fork();
    if (writer == 0) {
        real_pause(200);
        _exit(write(pipe_ends[1], "x", 1) != 1);
    }
    pid_t sender = send_often(SIGUSR1);
    long result = wait_read();
    stop_sending(sender);
    say("read %ld", result);
    stop_sending(writer);
    pid_t child = fork();
    if (child == 0) {
        real_pause(200);
        _exit(4);
    }
    sender = send_often(SIGUSR1);
    const char *end = ending(child);
    stop_sending(sender);
    say("wait %s", end);
    sender = send_often(SIGUSR1);
    result = wait_nanosleep();
    say("nanosleep %s", said(result));
    result = wait_poll();
    say("poll %s", said(result));
    stop_sending(sender);
    say("%s", caught >= 4 ? "caught" : "not caught");
}

/* --- jumps --- */

static sigjmp_buf back;
static void jump(int number)
{
    (void)number;
    siglongjmp(back, 1);
}

static void jump_out_of_waits(void)
{
    static int jumped, i;
    if (pipe(pipe_ends) != 0)
        return;
    block(SIGUSR1, true);
    for (; i < 12; i++) {
        handle(SIGUSR1, jump, 0);
        pid_t sender = send_often(SIGUSR1);
        if (sigsetjmp(back, 1) == 0) {
            block(SIGUSR1, false);
            static long (*const waits[])(void) = {wait_nanosleep, wait_poll, wait_select,
                                                  wait_sleep,     wait_read, wait_pause};
            waits[i % 6]();
        }
        signal(SIGUSR1, SIG_IGN);
        jumped++;
        stop_sending(sender);
    }
    struct timespec short_time = {0, 1000000};
    say("jumped %d, then nanosleep %s", jumped, said(nanosleep(&short_time, NULL)));
}

const struct row interrupt_rows[] = {
    ROW(interrupted), ROW(restarted), ROW(jump_out_of_waits), {NULL, NULL}};
