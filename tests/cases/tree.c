/*
 * Ways to start a process: `tree WAY` starts "sh -c 'date +%s'" in that way and waits for it.
 * Every child must see the pinned clock, whatever environment it was given.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char *const command[] = {"sh", "-c", "date +%s", NULL};
static char *const empty[] = {NULL};

static int wait_for(pid_t pid)
{
    int status = 1;
    waitpid(pid, &status, 0);
    return status;
}

static int way_fork(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        execv("/bin/sh", command);
        _exit(127);
    }
    return wait_for(pid);
}

static int way_vfork(void)
{
    pid_t pid = vfork();
    if (pid == 0) {
        execve("/bin/sh", command, empty);
        _exit(127);
    }
    return wait_for(pid);
}

static int in_clone(void *unused)
{
    (void)unused;
    execve("/bin/sh", command, empty);
    return 127;
}

static int way_clone(void)
{
    static char stack[65536] __attribute__((aligned(16)));
    return wait_for(clone(in_clone, stack + sizeof stack, SIGCHLD, NULL));
}

static int way_clone_vm(void)
{
    static char stack[65536] __attribute__((aligned(16)));
    return wait_for(clone(in_clone, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL));
}

static int way_spawn(void)
{
    pid_t pid;
    return posix_spawn(&pid, "/bin/sh", NULL, NULL, command, empty) || wait_for(pid);
}

static int way_spawnp(void)
{
    pid_t pid;
    return posix_spawnp(&pid, "sh", NULL, NULL, command, environ) || wait_for(pid);
}

static int way_system(void)
{
    return system("date +%s");
}

static int way_popen(void)
{
    char line[64];
    FILE *stream = popen("date +%s", "r");
    fputs(fgets(line, sizeof line, stream), stdout);
    return pclose(stream);
}

static int way_execlp(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        execlp("sh", "sh", "-c", "date +%s", (char *)NULL);
        _exit(127);
    }
    return wait_for(pid);
}

static int way_execle(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        execle("/bin/sh", "sh", "-c", "date +%s", (char *)NULL, empty);
        _exit(127);
    }
    return wait_for(pid);
}

static int way_null_environment(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        execve("/bin/sh", command, NULL);
        _exit(127);
    }
    return wait_for(pid);
}

static int way_fexecve(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        fexecve(open("/bin/sh", O_RDONLY), command, empty);
        _exit(127);
    }
    return wait_for(pid);
}

static int way_execveat(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        syscall(SYS_execveat, open("/bin", O_PATH), "sh", command, empty, 0);
        _exit(127);
    }
    return wait_for(pid);
}

static void *exec_in_thread(void *unused)
{
    execve("/bin/sh", command, empty);
    return unused;
}

static int way_thread(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, exec_in_thread, NULL);
        pthread_join(thread, NULL);
        _exit(127);
    }
    return wait_for(pid);
}

static int way_closed(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        int out = dup(1);
        close(0);
        close(1);
        close(2);
        fcntl(out, F_DUPFD, 1);
        execve("/bin/sh", command, empty);
        _exit(127);
    }
    return wait_for(pid);
}

static int way_daemon(void)
{
    pid_t pid = fork();
    int status;
    if (pid == 0) {
        setsid();
        if (fork() == 0)
            execve("/bin/sh", command, empty);
        wait(&status);
        _exit(0);
    }
    return wait_for(pid);
}

static const struct {
    const char *name;
    int (*run)(void);
} ways[] = {{"fork", way_fork},         {"vfork", way_vfork},           {"clone", way_clone},
            {"clone_vm", way_clone_vm}, {"spawn", way_spawn},           {"spawnp", way_spawnp},
            {"system", way_system},     {"popen", way_popen},           {"execlp", way_execlp},
            {"execle", way_execle},     {"null", way_null_environment}, {"fexecve", way_fexecve},
            {"execveat", way_execveat}, {"thread", way_thread},         {"closed", way_closed},
            {"daemon", way_daemon}};

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (argc == 1)
            puts(ways[i].name);
        else if (strcmp(argv[1], ways[i].name) == 0)
            return ways[i].run() != 0;
    }
    return argc != 1;
}
