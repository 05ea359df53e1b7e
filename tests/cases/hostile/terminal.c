/* Terminals, sessions, process groups: what a shell does, and what keys do. */
#define _GNU_SOURCE
#include "hostile.h"
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* A child on a terminal of its own, ready when it has said so. */
static pid_t on_terminal(int *keys, void (*body)(void))
{
    char text[256];
    pid_t pid = forkpty(keys, NULL, NULL, NULL);
    if (pid == 0) {
        body();
        _exit(3);
    }
    for (size_t got = 0; got < sizeof text - 1;) {
        ssize_t length = read(*keys, text + got, sizeof text - 1 - got);
        if (length <= 0)
            break;
        got += (size_t)length;
        text[got] = '\0';
        if (strstr(text, "ready"))
            break;
    }
    return pid;
}

static void wait_for_keys(void)
{
    struct timespec minute = {60, 0};
    read_all_sources();
    puts("ready");
    nanosleep(&minute, NULL);
}

static void press(int keys, char key)
{
    if (write(keys, &key, 1) != 1)
        say("cannot press");
}

static void keys(void)
{
    static const char pressed[] = {3, 28};
    for (size_t i = 0; i < sizeof pressed; i++) {
        int terminal;
        pid_t pid = on_terminal(&terminal, wait_for_keys);
        press(terminal, pressed[i]);
        const char *end = ending(pid);
        say("key %d: %s", pressed[i], strncmp(end, "signal", 6) == 0 ? end : "no signal");
        close(terminal);
    }
}

/* ^Z stops a child in a session that has somebody to continue it: a shell. */
static void job_control(void)
{
    int terminal, status = 0;
    char line[4096];
    size_t got = 0;
    pid_t pid = forkpty(&terminal, NULL, NULL, NULL);
    if (pid == 0) {
        struct termios settings;
        tcgetattr(0, &settings);
        settings.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(0, TCSANOW, &settings);
        setenv("PS1", "", 1);
        execlp("bash", "bash", "--norc", "--noprofile", "-m", "-c",
               "until_stopped() { until jobs | grep -q Stopped; do sleep 0.02; done; }\n"
               "sleep 60 & kill -STOP %1; until_stopped; jobs | grep -c Stopped; kill -KILL %1\n"
               "kill -CONT %1; wait 2>/dev/null; sh -c 'kill -STOP $$; echo continued' &\n"
               "until_stopped; fg %+ >/dev/null; echo end",
               (char *)NULL);
        _exit(9);
    }
    for (ssize_t length; (length = read(terminal, line + got, sizeof line - 1 - got)) > 0;)
        got += (size_t)length;
    line[got] = '\0';
    waitpid(pid, &status, 0);
    say("stopped %d, continued %d, end %d, %s", strstr(line, "1\r\n") != NULL,
        strstr(line, "continued") != NULL, strstr(line, "end") != NULL, how(status));
}

static void stop_key(void)
{
    int terminal, status = 0;
    char text[64];
    pid_t pid = forkpty(&terminal, NULL, NULL, NULL);
    if (pid == 0) {
        /* the session's leader, as a shell: its child is in the foreground */
        pid_t job = fork();
        if (job == 0) {
            setpgid(0, 0);
            signal(SIGTTOU, SIG_IGN);
            tcsetpgrp(0, getpid());
            wait_for_keys();
            _exit(4);
        }
        setpgid(job, job);
        waitpid(job, &status, WUNTRACED);
        bool stopped = WIFSTOPPED(status) && WSTOPSIG(status) == SIGTSTP;
        kill(job, SIGCONT);
        waitpid(job, &status, WCONTINUED);
        bool continued = WIFCONTINUED(status);
        kill(job, SIGKILL);
        waitpid(job, &status, 0);
        _exit(stopped + 2 * continued + 4 * (WIFSIGNALED(status) != 0));
    }
    if (read(terminal, text, sizeof text) <= 0)
        return;
    press(terminal, 26);
    say("%s", ending(pid));
    close(terminal);
}

static void sessions(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        bool led = setsid() == getpid() && getsid(0) == getpid() && getpgrp() == getpid();
        errno = 0;
        bool again = setsid() < 0 && errno == EPERM;
        _exit(led + 2 * again);
    }
    say("%s", ending(pid));
    pid = fork();
    if (pid == 0) {
        bool moved = setpgid(0, 0) == 0 && getpgrp() == getpid();
        pid_t child = fork();
        if (child == 0)
            pause();
        signal(SIGTERM, SIG_IGN);
        kill(0, SIGTERM);
        int status = 0;
        waitpid(child, &status, 0);
        _exit(moved + 2 * (WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM));
    }
    say("%s", ending(pid));
}

/* The end of a session's leader hangs its foreground up. */
static void hang_up(void)
{
    int terminal, ends[2];
    char byte;
    if (pipe(ends) != 0)
        return;
    pid_t pid = forkpty(&terminal, NULL, NULL, NULL);
    if (pid == 0) {
        if (fork() == 0) {
            struct timespec minute = {60, 0};
            close(ends[0]);
            nanosleep(&minute, NULL);
            _exit(0);
        }
        close(ends[1]);
        _exit(5);
    }
    close(ends[1]);
    say("%s", ending(pid));
    say("%zd", read(ends[0], &byte, 1));
    close(terminal);
}

const struct row terminal_rows[] = {ROW(keys),     ROW(job_control), ROW(stop_key),
                                    ROW(sessions), ROW(hang_up),     {NULL, NULL}};
