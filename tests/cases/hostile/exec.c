/* exec in all its forms, from all places, with arguments and environments of all kinds. */
#define _GNU_SOURCE
#include "hostile.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What an exec'ed program of ours says of itself: arguments, environment, mask. */
static void told(void)
{
    char line[4096] = "";
    FILE *file = fopen("/proc/self/cmdline", "r");
    size_t length = file ? fread(line, 1, sizeof line - 1, file) : 0;
    for (size_t i = 0; i + 1 < length; i++)
        line[i] = line[i] ? line[i] : '|';
    const char *arguments = strstr(line, "|told");
    size_t count = 0, bytes = 0;
    for (char **e = environ; e && *e; e++, count++)
        bytes += strlen(*e);
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    say("told%s, %zu variables of %zu bytes, USR1 %s, sources %d", arguments ? arguments + 5 : "",
        count, bytes, sigismember(&mask, SIGUSR1) ? "blocked" : "open", read_all_sources());
}

static char *const plain[] = {"hostile", "exec", "told", "a", "", "c d", NULL};
static char *const little[] = {"PATH=/usr/bin:/bin", "A=1", NULL};

/* Each in a child of its own. */
static void in_child(const char *name, void (*body)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        body();
        _exit(errno < 200 ? errno : 200);
    }
    const char *end = ending(pid);
    say("%s: %s", name, end);
}

static void by_execv(void)
{
    environ = (char **)little;
    execv(self, plain);
}
static void by_execve(void)
{
    execve(self, plain, little);
}
static void by_execl(void)
{
    environ = (char **)little;
    execl(self, "hostile", "exec", "told", "a", (char *)NULL);
}
static void by_execle(void)
{
    execle(self, "hostile", "exec", "told", "a", (char *)NULL, little);
}
static void by_execvpe(void)
{
    execvpe(self, plain, little);
}
static void by_execlp(void)
{
    environ = (char **)little;
    execlp("sh", "sh", "-c", "echo $0 $A", "zero", (char *)NULL);
}
static void by_fexecve(void)
{
    fexecve(open(self, O_RDONLY | O_CLOEXEC), plain, little);
}
static void by_execveat(void)
{
    char copy[4096];
    strcpy(copy, self);
    char *slash = strrchr(copy, '/');
    *slash = '\0';
    execveat(open(copy, O_PATH), slash + 1, plain, little, 0);
}
static void by_execveat_empty(void)
{
    execveat(open(self, O_PATH | O_CLOEXEC), "", plain, little, AT_EMPTY_PATH);
}
static void by_number(void)
{
    syscall(SYS_execve, self, plain, little);
}
static void without_libc(void)
{
    raw(SYS_execve, (long)self, (long)plain, (long)little, 0, 0);
}
static void of_null(void)
{
    char *const *volatile none = NULL;
    execve(self, plain, none);
}
static void of_empty(void)
{
    static char *const none[] = {NULL};
    execve(self, plain, none);
}
static void of_cleared(void)
{
    clearenv();
    execv(self, plain);
}
static void of_odd(void)
{
    static char *const odd[] = {"",           "=", "=x", "novalue", "A=1", "A=2", "LD_PRELOADX=1",
                                "LD_PRELOAD", NULL};
    execve(self, plain, odd);
}
static void of_enormous(void)
{
    static char *many[10001];
    for (int i = 0; i < 10000; i++)
        many[i] = "ENORMOUS=environment of many variables";
    execve(self, plain, many);
}
static void of_long(void)
{
    static char value[131072 - 8], *list[] = {value, "A=1", NULL};
    memset(value, 'v', sizeof value - 1);
    memcpy(value, "LONG=", 5);
    execve(self, plain, list);
}
static void without_name(void)
{
    static char *const unnamed[] = {"", "exec", "told", NULL};
    execve(self, unnamed, little);
}
static void without_arguments(void)
{
    static char *const none[] = {NULL};
    execve("/bin/true", none, little);
}
static void null_arguments(void)
{
    char *const *volatile none = NULL;
    execve("/bin/true", none, little);
}

static void forms(void)
{
    in_child("execv", by_execv);
    in_child("execve", by_execve);
    in_child("execl", by_execl);
    in_child("execle", by_execle);
    in_child("execvpe", by_execvpe);
    in_child("execlp", by_execlp);
    in_child("fexecve", by_fexecve);
    in_child("execveat", by_execveat);
    in_child("execveat, empty path", by_execveat_empty);
    in_child("by number", by_number);
    in_child("without libc", without_libc);
}

static void environments(void)
{
    in_child("null", of_null);
    in_child("empty", of_empty);
    in_child("cleared", of_cleared);
    in_child("odd", of_odd);
    in_child("enormous", of_enormous);
    in_child("long", of_long);
}

static void names(void)
{
    in_child("empty name", without_name);
    in_child("no arguments", without_arguments);
    in_child("null arguments", null_arguments);
}

/* --- the largest that fits natively must fit: execve(2), limits on size --- */

static bool fits(size_t strings)
{
    static char text[1024], *list[4096];
    memset(text, 'x', sizeof text - 1);
    for (size_t i = 0; i < strings; i++)
        list[i] = text;
    list[strings] = NULL;
    pid_t pid = vfork();
    if (pid == 0) {
        execve("/bin/true", (char *[]){"true", NULL}, list);
        _exit(errno == E2BIG ? 7 : 8);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return status == 0;
}

static void largest(void)
{
    size_t low = 0, high = 4000;
    while (low + 1 < high) {
        size_t middle = (low + high) / 2;
        if (fits(middle))
            low = middle;
        else
            high = middle;
    }
    say("%zu strings of 1 KiB", low);
}

/* --- from where --- */

static void *exec_in_thread(void *unused)
{
    by_execve();
    return unused;
}
static void in_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, exec_in_thread, NULL);
    pthread_join(thread, NULL);
}
static void *pause_for_ever(void *unused)
{
    for (;;)
        pause();
    return unused;
}
static void beside_threads(void)
{
    pthread_t thread;
    for (int i = 0; i < 20; i++)
        pthread_create(&thread, NULL, pause_for_ever, NULL);
    by_execve();
}
static void exec_handler(int number)
{
    (void)number;
    by_execve();
}
static void in_handler(void)
{
    signal(SIGUSR1, exec_handler);
    raise(SIGUSR1);
}
static void in_handler_small_stack(void)
{
    static char small[16384];
    stack_t stack = {.ss_sp = small, .ss_size = sizeof small};
    struct sigaction action = {.sa_handler = exec_handler, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, NULL);
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
}
static void of_medium(void)
{
    static char *list[2001];
    for (int i = 0; i < 2000; i++)
        list[i] = "MEDIUM=x";
    execve(self, plain, list);
}
static void *exec_medium(void *unused)
{
    of_medium();
    return unused;
}
static void in_small_thread(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN);
    pthread_create(&thread, &attributes, exec_medium, NULL);
    pthread_join(thread, NULL);
}
static void end_with_exec(void)
{
    by_execve();
}
static void at_end(void)
{
    atexit(end_with_exec);
    exit(0);
}

static void places(void)
{
    in_child("thread", in_thread);
    in_child("beside threads", beside_threads);
    in_child("signal handler", in_handler);
    in_child("signal handler on a small stack", in_handler_small_stack);
    in_child("medium, in a small thread", in_small_thread);
    in_child("atexit", at_end);
}

/* --- what cannot be executed --- */

static char scratch[] = "/tmp/hostile-XXXXXX";

static void put(const char *name, const char *text, mode_t mode)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, mode);
    if (fd < 0 || write(fd, text, strlen(text)) < 0 || fchmod(fd, mode) != 0 || close(fd) != 0)
        say("cannot write %s", name);
}

static void try(const char *name)
{
    char *const argv[] = {(char *)name, "x", NULL};
    pid_t pid = fork();
    if (pid == 0) {
        dup2(open("/dev/null", O_WRONLY), 2);
        execve(name, argv, little);
        say("%s: execve: %s", name, said(-1));
        execvp(name, argv);
        say("%s: execvp: %s", name, said(-1));
        _exit(0);
    }
    say("%s", ending(pid));
}

static void failures(void)
{
    if (!mkdtemp(scratch) || chdir(scratch) != 0)
        return;
    put("no-mode", "#!/bin/sh\necho no\n", 0600);
    put("no-line", "echo no line of its own $1\n", 0700);
    put("line", "#!/bin/sh\necho $0 $1 $A\n", 0700);
    put("option", "#!/bin/sh -e\necho $0 $1 $A; false; echo not here\n", 0700);
    put("no-interpreter", "#!/nonexistent/sh\n", 0700);
    put("empty", "", 0700);
    put("elf", "\177ELF\002\001\001", 0700);
    put("no-newline", "#!/bin/sh", 0700);
    put("blank", "#!   \n", 0700);
    put("through", "#!./line through\n", 0700);
    put("round", "#!./round\n", 0700);
    mkdir("directory", 0700);
    if (symlink("loop", "loop") || symlink("line", "link") || mkfifo("fifo", 0700))
        return;
    static const char *const names[] = {"./no-mode",
                                        "./no-line",
                                        "./line",
                                        "./option",
                                        "./no-interpreter",
                                        "./empty",
                                        "./elf",
                                        "./no-newline",
                                        "./blank",
                                        "./through",
                                        "./round",
                                        "./directory",
                                        "./loop",
                                        "./link",
                                        "./fifo",
                                        "./missing",
                                        "",
                                        "./line/below"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        try(names[i]);
    int busy = open("line", O_WRONLY);
    say("text busy, %d", busy >= 0);
    try("./line");
    errno = 0;
    say("%s", said(execve(nowhere, plain, little)));
    say("%s", said(execve(self, nowhere, little)));
    say("%s", said(execve(self, plain, nowhere)));
    if (system("rm -rf \"$PWD\"") != 0)
        say("scratch stays");
}

static void without_new_privileges(void)
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    by_execve();
}

static void no_new_privileges(void)
{
    in_child("no new privileges", without_new_privileges);
}

const struct row exec_rows[] = {
    ROW(forms),    ROW(environments),      ROW(names), ROW(largest), ROW(places),
    ROW(failures), ROW(no_new_privileges), ROW(told),  {NULL, NULL}};
