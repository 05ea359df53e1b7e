/* Processes begin by what libc has for it: posix_spawn, popen, system, daemon. */
#define _GNU_SOURCE
#include "hostile.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- posix_spawn --- */

static void shell(const char *command, char *argv[4])
{
    argv[0] = "sh";
    argv[1] = "-c";
    argv[2] = (char *)command;
    argv[3] = NULL;
}

static void spawn_actions(void)
{
    char *argv[4], name[] = "/tmp/hostile-XXXXXX";
    posix_spawn_file_actions_t actions;
    int out = mkstemp(name);
    pid_t pid = -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addclose(&actions, 0);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 9);
    posix_spawn_file_actions_addchdir_np(&actions, "/usr");
    posix_spawn_file_actions_addclosefrom_np(&actions, 10);
    shell("pwd >&9; cat >&9; ls /proc/self/fd | wc -l >&9", argv);
    int result = posix_spawn(&pid, "/bin/sh", &actions, NULL, argv, environ);
    say("%d, %s", result, ending(pid));
    char text[256] = "";
    ssize_t got = pread(out, text, sizeof text - 1, 0);
    say("%zd: %s", got, text);
    unlink(name);
}

static void spawn_attributes(void)
{
    char *argv[4];
    posix_spawnattr_t attributes;
    sigset_t mask, defaults;
    pid_t pid = -1;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR2);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGUSR1);
    signal(SIGUSR1, SIG_IGN);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_RESETIDS);
    posix_spawnattr_setsigmask(&attributes, &mask);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setpgroup(&attributes, 0);
    shell("grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status; kill -USR1 $$; echo survived", argv);
    int result = posix_spawn(&pid, "/bin/sh", NULL, &attributes, argv, environ);
    say("%d, %s", result, ending(pid));
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    shell("test $(ps -o sid= -p $$ 2>/dev/null || cut -d' ' -f6 /proc/$$/stat) -eq $$", argv);
    result = posix_spawn(&pid, "/bin/sh", NULL, &attributes, argv, environ);
    say("%d, %s", result, ending(pid));
}

static void spawn_fails(void)
{
    char *argv[] = {"x", NULL};
    pid_t pid = -1;
    errno = 0;
    int result = posix_spawn(&pid, "/nonexistent", NULL, NULL, argv, environ);
    say("%s", strerrorname_np(result));
    result = posix_spawnp(&pid, "no-such-command-here", NULL, NULL, argv, environ);
    say("%s", strerrorname_np(result));
    result = posix_spawn(&pid, "/etc/passwd", NULL, NULL, argv, environ);
    say("%s, errno %s", strerrorname_np(result), said(errno ? -1 : 0));
}

static void spawn_enormous(void)
{
    static char *many[20001], *argv[4];
    pid_t pid = -1;
    for (int i = 0; i < 20000; i++)
        many[i] = "A=b";
    shell("exit 4", argv);
    int result = posix_spawn(&pid, "/bin/sh", NULL, NULL, argv, many);
    say("%d, %s", result, ending(pid));
}

static void spawn_by_descriptor(void)
{
    char *argv[4];
    int fd = -1;
    int (*spawn)(int *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                 char *const[], char *const[]) = (void *)dlsym(RTLD_DEFAULT, "pidfd_spawn");
    if (!spawn) {
        say("this libc has no pidfd_spawn");
        return;
    }
    shell("exit 9", argv);
    int result = spawn(&fd, "/bin/sh", NULL, NULL, argv, environ);
    siginfo_t info = {0};
    waitid(P_PIDFD, (id_t)fd, &info, WEXITED);
    say("%d, status %d", result, info.si_status);
}

/* --- popen, system, daemon --- */

static void popen_both_ways(void)
{
    char line[64] = "";
    FILE *in = popen("echo out; exit 3", "re");
    say("%s", fgets(line, sizeof line, in) ? line : "nothing");
    say("%s", how(pclose(in)));
    FILE *to = popen("cat; exit 2", "w");
    fputs("in\n", to);
    say("%s", how(pclose(to)));
    errno = 0;
    say("%s", said(popen("true", "q") ? 0 : -1));
}

static void system_results(void)
{
    say("shell %d", system(NULL) != 0);
    say("%s", how(system("exit 7")));
    say("%s", how(system("kill -TERM $$")));
    say("%s", how(system("kill -INT $PPID; exit 1")));
    signal(SIGCHLD, SIG_IGN);
    say("%s", said(system("exit 7")));
}

/* How the child ended, and what whoever outlived it wrote into the pipe. */
static void say_told(pid_t child, const int ends[2])
{
    char text[16] = "";
    close(ends[1]);
    say("%s", ending(child));
    ssize_t length = read(ends[0], text, sizeof text - 1);
    say("%zd %s", length, text);
}

static void daemon_leaves(void)
{
    int ends[2];
    if (pipe(ends) != 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        if (daemon(1, 1) != 0)
            _exit(1);
        bool leads = getsid(0) == getpid();
        dprintf(ends[1], "%s", read_all_sources() == 0 && leads ? "daemon" : "broken");
        _exit(0);
    }
    say_told(pid, ends);
}

static void double_fork(void)
{
    int ends[2];
    if (pipe(ends) != 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        setsid();
        if (fork() != 0)
            _exit(0);
        dup2(ends[1], 1);
        execl("/bin/sh", "sh", "-c", "exec echo grandchild", (char *)NULL);
    }
    say_told(pid, ends);
}

const struct row spawn_rows[] = {
    ROW(spawn_actions),       ROW(spawn_attributes), ROW(spawn_fails),    ROW(spawn_enormous),
    ROW(spawn_by_descriptor), ROW(popen_both_ways),  ROW(system_results), ROW(daemon_leaves),
    ROW(double_fork),         {NULL, NULL}};
