/* Processes, signals, and what they inherit: environment, options, locale. */
#define _GNU_SOURCE
#include "seen.h"

#include <locale.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>

SHAPE(variable)
{
    SEE(AS(const char *, const char *)("PATH"));
}

SHAPE(locale)
{
    SEE(AS(void *, long, const char *, void *)(argument, "", NULL));
}

SHAPE(message)
{
    SEE(AS(const char *, const char *, const char *, int)("seen", "seen", LC_MESSAGES));
}

SHAPE(plural)
{
    SEE(AS(const char *, const char *, const char *, const char *, long,
           int)("seen", "seen", "seen", 2, LC_MESSAGES));
}

SHAPE(options)
{
    static char program[] = "seen", option[] = "-a", *arguments[] = {program, option, NULL};
    static const char none[64];
    SEE(AS(int, int, char **, const char *, const void *, void *)(2, arguments, "a", none, NULL));
}

SHAPE(argp_options)
{
    static char program[] = "seen", *arguments[] = {program, NULL};
    static const char none[128];
    SEE(AS(int, const void *, int, char **, unsigned, void *, void *)(none, 1, arguments, 0, NULL,
                                                                      NULL));
}

SHAPE(child)
{
    pid_t id = fork();
    if (id == 0)
        _exit(0);
    SEE(AS(pid_t, long, void *, int, void *)(argument ? id : (long)(intptr_t)out, out, 0, NULL));
}

static int child_main(void *unused)
{
    (void)unused;
    return 0;
}

SHAPE(clone_of)
{
    SEE(AS(int, void *, void *, int, void *)((void *)child_main, out + PART / 2, SIGCHLD, NULL));
}

SHAPE(detached)
{
    SEE(AS(int, int, int)(1, 1));
}

SHAPE(pty_child)
{
    SEE(AS(int, void *, void *, void *, void *)(out, NULL, NULL, NULL));
}

SHAPE(command)
{
    static char program[] = "true", *arguments[] = {program, NULL};
    SEE(AS(int, const char *, void *, void *)("/bin/true", arguments, arguments + 1));
}

SHAPE(command_list)
{
    SEE(AS(int, const char *, const char *, void *, void *)("/bin/true", "true", NULL, environ));
}

SHAPE(pidfd_spawned)
{
    static char program[] = "true", *arguments[] = {program, NULL};
    SEE(AS(int, void *, const char *, void *, void *, void *, void *)(out, "/bin/true", NULL, NULL,
                                                                      arguments, NULL));
}

SHAPE(own_pidfd)
{
    int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    SEE(AS(int, int)(fd));
}

SHAPE(stream_of_process)
{
    FILE *stream = popen("true", "r");
    SEE(AS(int, FILE *)(stream));
}

const struct seen_row seen_process[] = {
    {nothing, 0, "getpid __getpid getppid gettid getpgrp", WARM},
    {number, 0, "getpgid __getpgid __bsd_getpgrp getsid", WARM},
    {child, 0, "wait __wait wait3", WARM},
    {child, 1, "waitpid __waitpid wait4", WARM},
    {clone_of, 0, "clone __clone", WARM},
    {detached, 0, "daemon", WARM},
    {pty_child, 0, "forkpty", WARM},
    {pidfd_spawned, 0, "pidfd_spawn pidfd_spawnp", WARM},
    {own_pidfd, 0, "pidfd_getpid", WARM},
    {thread_result, 0, "pthread_getcpuclockid pthread_gettid_np", WARM},
    {number_result, 0, "clock_getcpuclockid", WARM},
    {command, 0, "execv execvp execvpe", WARM},
    {command_list, 0, "execl execle execlp", WARM},
    {stream_of_process, 0, "pclose", WARM},
    {variable, 0, "getenv secure_getenv __secure_getenv", WARM},
    {variable_of_libc, 0, "environ _environ __environ", WARM},
    {locale, LC_ALL, "setlocale", WARM},
    {locale, LC_ALL_MASK, "newlocale __newlocale", WARM},
    {path_result, 0, "catopen", WARM},
    {variable, 0, "gettext", WARM},
    {message, 0, "dgettext __dgettext dcgettext __dcgettext", WARM},
    {plural, 0, "ngettext dngettext dcngettext", WARM},
    {options, 0, "getopt getopt_long getopt_long_only __posix_getopt", WARM},
    {argp_options, 0, "argp_parse", WARM},
    {NULL, 0, NULL, WARM},
};
