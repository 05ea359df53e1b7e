/* Ways to start a child: by memory copied, by memory lent, by exec, through others. */
#define _GNU_SOURCE
#include "torture.h"
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a child needs to know. */
struct start {
    const struct node *node;
    char place[256], depth[16];
    char *argv[5];
};

static char *const little[] = {"PATH=/usr/bin:/bin", NULL};

static void exec_node(const struct start *start, char *const *envp)
{
    execve("/proc/self/exe", start->argv, envp);
    _exit(9);
}

static pid_t by_fork(const struct start *start)
{
    pid_t pid = fork();
    if (pid == 0)
        be_node(start->node->seed, start->place, start->node->depth - 1);
    return pid;
}

static pid_t by_fork_and_exec(const struct start *start)
{
    pid_t pid = fork();
    if (pid == 0) {
        read_by_name();
        exec_node(start, little);
    }
    return pid;
}

static pid_t by_vfork(const struct start *start)
{
    pid_t pid = vfork();
    if (pid == 0)
        exec_node(start, environ);
    return pid;
}

static pid_t by_spawn(const struct start *start)
{
    pid_t pid;
    return posix_spawn(&pid, "/proc/self/exe", NULL, NULL, start->argv, little) == 0 ? pid : -1;
}

static int in_clone(void *given)
{
    const struct start *start = given;
    be_node(start->node->seed, start->place, start->node->depth - 1);
}

static pid_t by_clone(const struct start *start)
{
    static char stack[1 << 16] __attribute__((aligned(16)));
    return clone(in_clone, stack + sizeof stack, SIGCHLD, (void *)(uintptr_t)start);
}

static int in_lent_memory(void *given)
{
    exec_node(given, little);
    return 9;
}

static pid_t by_lent_memory(const struct start *start)
{
    static char stack[1 << 16] __attribute__((aligned(16)));
    return clone(in_lent_memory, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD,
                 (void *)(uintptr_t)start);
}

static pid_t by_number(const struct start *start)
{
    pid_t pid = (pid_t)syscall(SYS_fork);
    if (pid == 0)
        be_node(start->node->seed, start->place, start->node->depth - 1);
    return pid;
}

/* Waited for at once: popen and system hand out no process. */
static void command(const struct start *start, char *text, size_t size)
{
    snprintf(text, size, "exec %s %s %s %s", start->argv[0], start->argv[1], start->argv[2],
             start->argv[3]);
}

static pid_t by_system(const struct start *start)
{
    char text[1024];
    command(start, text, sizeof text);
    return system(text) < 0 ? -1 : 0;
}

static pid_t by_popen(const struct start *start)
{
    char text[1024];
    command(start, text, sizeof text);
    fflush(NULL);
    FILE *stream = popen(text, "w");
    return stream && pclose(stream) >= 0 ? 0 : -1;
}

static void *fork_in_thread(void *given)
{
    const struct start *start = given;
    return (void *)(intptr_t)by_fork(start);
}

static pid_t by_thread(const struct start *start)
{
    pthread_t thread;
    void *pid = NULL;
    if (pthread_create(&thread, NULL, fork_in_thread, (void *)(uintptr_t)start) != 0)
        return -1;
    pthread_join(thread, &pid);
    return (pid_t)(intptr_t)pid;
}

/* The grandchild is an orphan; a pipe tells when it is gone. */
static pid_t by_double_fork(const struct start *start)
{
    int ends[2];
    char byte;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    pid_t pid = fork();
    if (pid == 0) {
        setsid();
        if (fork() == 0) {
            close(ends[0]);
            be_node(start->node->seed, start->place, start->node->depth - 1);
        }
        _exit(0);
    }
    close(ends[1]);
    if (pid > 0)
        waitpid(pid, NULL, 0);
    expect(read(ends[0], &byte, 1) == 0);
    close(ends[0]);
    return 0;
}

static pid_t (*const ways[])(const struct start *) = {
    by_fork,   by_fork_and_exec, by_vfork, by_spawn,  by_clone,      by_lent_memory,
    by_number, by_system,        by_popen, by_thread, by_double_fork};

pid_t start_child(struct node *node)
{
    static char path[4096];
    struct start start = {.node = node};
    if (!path[0] && readlink("/proc/self/exe", path, sizeof path - 1) < 0)
        return -1;
    snprintf(start.place, sizeof start.place, "%s.%u", node->place, node->children++);
    snprintf(start.depth, sizeof start.depth, "%d", node->depth - 1);
    start.argv[0] = path;
    start.argv[1] = (char *)(uintptr_t)node->seed;
    start.argv[2] = start.place;
    start.argv[3] = start.depth;
    return ways[draw(node, sizeof ways / sizeof *ways)](&start);
}
