/* Processes begin by fork, vfork and clone, in every way there is. */
#define _GNU_SOURCE
#include "hostile.h"
#include <errno.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
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

const struct row fork_rows[] = {
    ROW(fork_many),           ROW(fork_chain),       ROW(fork_fails),     ROW(atfork_handlers),
    ROW(vfork_shares_memory), ROW(vfork_exec_fails), ROW(vfork_in_vfork), ROW(vfork_ids),
    ROW(vfork_in_threads),    ROW(clone_flags),      ROW(clone_settid),   ROW(clone3_plain),
    ROW(fork_by_number),      {NULL, NULL}};
