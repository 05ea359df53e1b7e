/* Processes end in every way there is, and are waited for. */
#define _GNU_SOURCE
#include "hostile.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void endings(void)
{
    static const int signals[] = {SIGKILL, SIGSEGV, SIGABRT, SIGPIPE, SIGTERM, SIGFPE, SIGALRM,
                                  SIGUSR1, SIGXCPU, SIGSYS,  SIGILL,  SIGBUS,  40};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            struct rlimit none = {0, 0};
            setrlimit(RLIMIT_CORE, &none);
            read_all_sources();
            kill(getpid(), signals[i]);
            pause();
        }
        say("%s", ending(pid));
    }
}

static void at_end(void)
{
    say("atexit %d", read_all_sources());
}
static void at_quick_end(void)
{
    say("at_quick_exit %d", read_all_sources());
}

static void exits(void)
{
    atexit(at_end);
    at_quick_exit(at_quick_end);
    for (int way = 0; way < 3; way++) {
        pid_t pid = fork();
        if (pid == 0) {
            if (way == 0)
                exit(3);
            if (way == 1)
                quick_exit(4);
            syscall(SYS_exit_group, 5);
        }
        say("%s", ending(pid));
    }
}

static void stop_and_go_on(const int ends[2])
{
    char byte;
    close(ends[1]);
    raise(SIGSTOP);
    _exit(read(ends[0], &byte, 1) == 0 ? 6 : 7);
}

static void waits(void)
{
    siginfo_t info = {.si_pid = 77};
    int status = 0, ends[2];
    if (pipe(ends) != 0)
        return;
    errno = 0;
    say("%s", said(waitpid(-1, NULL, 0)));
    say("%s", said(waitid(P_ALL, 0, &info, WEXITED)));
    pid_t pid = fork();
    if (pid == 0)
        stop_and_go_on(ends);
    bool right = waitpid(pid, &status, WUNTRACED) == pid;
    say("%d %s", right, how(status));
    long result = waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG);
    say("%s %d", said(result), info.si_pid);
    kill(pid, SIGCONT);
    right = waitpid(pid, &status, WCONTINUED) == pid;
    say("%d %s", right, how(status));
    close(ends[1]);
    say("%s", said(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT)));
    result = waitid(P_PID, (id_t)pid, &info, WEXITED);
    say("%s %d", said(result), info.si_status);
    say("%s", said(waitid(P_PID, (id_t)pid, NULL, WEXITED)));
    say("%s", said(waitid(P_ALL, 0, &info, 0)));
    say("%s", said(waitid(P_ALL, 0, nowhere, WEXITED | WNOHANG)));
    say("%s", said(wait4(-1, nowhere, 0, NULL)));
}

const struct row end_rows[] = {ROW(endings), ROW(exits), ROW(waits), {NULL, NULL}};
