/* Processes begin and end in every way there is. */
#define _GNU_SOURCE
#include "hostile.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void fork_many(void)
{
    pid_t pids[150];
    int sum = 0;
    for (int i = 0; i < 150; i++) {
        pids[i] = fork();
        if (pids[i] == 0)
            _exit(read_all_sources() == 0 ? i % 100 : 255);
    }
    for (int i = 0; i < 150; i++) {
        int status;
        sum += waitpid(pids[i], &status, 0) == pids[i] && WIFEXITED(status) ? WEXITSTATUS(status)
                                                                            : 1000000;
    }
    say("sum %d", sum);
}

static void fork_chain(void)
{
    for (int depth = 0; depth < 40; depth++) {
        pid_t pid = fork();
        if (pid != 0) {
            int status;
            waitpid(pid, &status, 0);
            _exit(WEXITSTATUS(status) + (depth == 0 ? 0 : 1));
        }
    }
    _exit(read_all_sources() != 0);
}

static void fork_fails(void)
{
    struct rlimit none = {0, 0};
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0)
        return;
    setrlimit(RLIMIT_NPROC, &none);
    errno = 0;
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    say("%s", said(pid));
    say("%s", read_all_sources() == 0 ? "ok" : "sources fail");
}

static int atfork_calls[3];
static void atfork_prepare(void)
{
    atfork_calls[0]++;
}
static void atfork_parent(void)
{
    atfork_calls[1]++;
}
static void atfork_child(void)
{
    atfork_calls[2]++;
}

static void atfork_handlers(void)
{
    pthread_atfork(atfork_prepare, atfork_parent, atfork_child);
    pid_t pid = fork();
    if (pid == 0)
        _exit(atfork_calls[0] * 100 + atfork_calls[1] * 10 + atfork_calls[2]);
    say("%s", ending(pid));
    say("%d %d %d", atfork_calls[0], atfork_calls[1], atfork_calls[2]);
    pid = _Fork();
    if (pid == 0)
        _exit(atfork_calls[0] * 100 + atfork_calls[1] * 10 + atfork_calls[2]);
    say("%s", ending(pid));
}

static void vfork_shares_memory(void)
{
    volatile int seen = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        seen = 7;
        _exit(5);
    }
    say("%s, seen %d", ending(pid), seen);
}

static void vfork_exec_fails(void)
{
    volatile int error = 0;
    errno = 0;
    pid_t pid = vfork();
    if (pid == 0) {
        execl("/nonexistent/program", "program", (char *)NULL);
        error = errno;
        _exit(error == ENOENT ? 6 : 7);
    }
    say("%s, errno %s", ending(pid), strerrorname_np(error));
}

static void vfork_in_vfork(void)
{
    pid_t pid = vfork();
    if (pid == 0) {
        pid_t inner = vfork();
        if (inner == 0)
            execl("/bin/sh", "sh", "-c", "exit 3", (char *)NULL);
        int status = 0;
        waitpid(inner, &status, 0);
        _exit(WEXITSTATUS(status) + 10);
    }
    say("%s", ending(pid));
    say("self %s", getpid() == (pid_t)raw(SYS_getpid, 0, 0, 0, 0, 0) ? "right" : "wrong");
}

static void vfork_ids(void)
{
    pid_t parent = getpid();
    pid_t pid = vfork();
    if (pid == 0)
        _exit(getpid() == (pid_t)raw(SYS_getpid, 0, 0, 0, 0, 0) && getppid() == parent ? 0 : 1);
    say("%s", ending(pid));
    say("%s", getpid() == parent ? "unchanged" : "changed");
}

static void *vfork_loop(void *unused)
{
    for (int i = 0; i < 20; i++) {
        pid_t pid = vfork();
        if (pid == 0) {
            execl("/bin/true", "true", (char *)NULL);
            _exit(1);
        }
        int status;
        if (waitpid(pid, &status, 0) != pid || status != 0)
            return "fails";
    }
    return unused;
}

static void vfork_in_threads(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, vfork_loop, "fine");
    for (int i = 0; i < 4; i++) {
        void *value;
        pthread_join(threads[i], &value);
        say("%s", (char *)value);
    }
}

static char room[1 << 17] __attribute__((aligned(16)));

static int in_clone(void *argument)
{
    return read_all_sources() == 0 ? (int)(long)argument : 1;
}

static void clone_flags(void)
{
    static const struct {
        int flags;
        const char *name;
    } ways[] = {{SIGCHLD, "plain"},
                {CLONE_FILES | SIGCHLD, "files"},
                {CLONE_FS | CLONE_FILES | SIGCHLD, "fs"},
                {CLONE_VM | CLONE_VFORK | SIGCHLD, "vm, vfork"},
                {CLONE_VM | SIGCHLD, "vm"},
                {CLONE_IO | SIGCHLD, "io"}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        pid_t pid = clone(in_clone, room + sizeof room, ways[i].flags, (void *)(i + 20));
        say("%s: %s", ways[i].name, ending(pid));
    }
}

static void clone_settid(void)
{
    pid_t written = 0;
    pid_t pid =
        clone(in_clone, room + sizeof room, CLONE_PARENT_SETTID | SIGCHLD, (void *)4, &written);
    say("%s, id %s", ending(pid), written == pid ? "told" : "not told");
}

static void clone3_plain(void)
{
    int pidfd = -1;
    struct clone_args arguments = {
        .flags = CLONE_PIDFD, .pidfd = (uintptr_t)&pidfd, .exit_signal = SIGCHLD};
    pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid == 0)
        _exit(getpid() == (pid_t)raw(SYS_getpid, 0, 0, 0, 0, 0) ? read_all_sources() + 8 : 1);
    siginfo_t info;
    say("%s", said(waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED)));
    say("status %d, id %s", info.si_status, info.si_pid == pid ? "right" : "wrong");
}

static void fork_by_number(void)
{
    pid_t pid = (pid_t)syscall(SYS_fork);
    if (pid == 0)
        _exit(getpid() == (pid_t)raw(SYS_getpid, 0, 0, 0, 0, 0) ? read_all_sources() + 8 : 1);
    say("%s", ending(pid));
    pid = (pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
    if (pid == 0)
        _exit(getpid() == (pid_t)raw(SYS_getpid, 0, 0, 0, 0, 0) ? read_all_sources() + 9 : 1);
    say("%s", ending(pid));
    pid = (pid_t)raw(SYS_fork, 0, 0, 0, 0, 0);
    if (pid == 0)
        _exit(getpid() == (pid_t)raw(SYS_getpid, 0, 0, 0, 0, 0) ? read_all_sources() + 7 : 1);
    say("%s", ending(pid));
}

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

static void daemon_leaves(void)
{
    int ends[2];
    char text[16] = "";
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
    close(ends[1]);
    say("%s", ending(pid));
    ssize_t length = read(ends[0], text, sizeof text - 1);
    say("%zd %s", length, text);
}

static void double_fork(void)
{
    int ends[2];
    char text[16] = "";
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
    close(ends[1]);
    say("%s", ending(pid));
    ssize_t length = read(ends[0], text, sizeof text - 1);
    say("%zd %s", length, text);
}

/* --- endings --- */

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

#define ROW(name)                                                                                  \
    {                                                                                              \
#name, name                                                                                \
    }
const struct row life_rows[] = {ROW(fork_many),
                                ROW(fork_chain),
                                ROW(fork_fails),
                                ROW(atfork_handlers),
                                ROW(vfork_shares_memory),
                                ROW(vfork_exec_fails),
                                ROW(vfork_in_vfork),
                                ROW(vfork_ids),
                                ROW(vfork_in_threads),
                                ROW(clone_flags),
                                ROW(clone_settid),
                                ROW(clone3_plain),
                                ROW(fork_by_number),
                                ROW(spawn_actions),
                                ROW(spawn_attributes),
                                ROW(spawn_fails),
                                ROW(spawn_enormous),
                                ROW(spawn_by_descriptor),
                                ROW(popen_both_ways),
                                ROW(system_results),
                                ROW(daemon_leaves),
                                ROW(double_fork),
                                ROW(endings),
                                ROW(exits),
                                ROW(waits),
                                {NULL, NULL}};
