/* Faults a node brings upon itself. */
#define _GNU_SOURCE
#include "torture.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int *volatile nowhere = NULL;

static void die(struct node *node)
{
    report(node);
    kill(getpid(), SIGKILL);
}

static void crash(struct node *node)
{
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    report(node);
    *nowhere = 1;
}

static void end_amid(struct node *node)
{
    report(node);
    _exit(3);
}

static void use_up_descriptors(struct node *node)
{
    struct rlimit few = {3 + draw(node, 3), 3 + draw(node, 3)};
    if (few.rlim_cur > few.rlim_max)
        few.rlim_cur = few.rlim_max;
    setrlimit(RLIMIT_NOFILE, &few);
}

static void forbid_growth(struct node *node)
{
    struct rlimit none = {0, 0};
    (void)node;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &none);
}

static void close_all(struct node *node)
{
    (void)node;
    closefrom(3);
    for (int fd = 3; fd < 30; fd++)
        dup2(1, fd);
    closefrom(3);
}

static void limit_memory(struct node *node)
{
    struct rlimit some = {300 << 20, 300 << 20};
    (void)node;
    setrlimit(RLIMIT_AS, &some);
}

static void fail_to_exec(struct node *node)
{
    char *const argv[] = {"x", NULL};
    (void)node;
    execve("/nonexistent/program", argv, environ);
    expect(errno == ENOENT || errno == ENOMEM || errno == EMFILE);
    execve("/etc/passwd", argv, environ);
}

static sigjmp_buf back;
static void jump(int number)
{
    (void)number;
    siglongjmp(back, 1);
}

/* Out of a fault, and on. */
static void jump_out(struct node *node)
{
    signal(SIGSEGV, jump);
    if (sigsetjmp(back, 1) == 0)
        *nowhere = 1;
    signal(SIGSEGV, SIG_DFL);
    read_sources(&node->seen);
}

/* No file is opened and no memory mapped from here on, or it ends. */
static void confine(struct node *node)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 2, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0) {
        for (int i = 0; i < 3000; i++)
            read_by_name();
        report(node);
        syscall(SYS_exit_group, 0);
    }
}

static void (*const faults[])(struct node *) = {
    die,       crash,        end_amid,     use_up_descriptors, forbid_growth,
    close_all, limit_memory, fail_to_exec, jump_out,           confine};

void suffer(struct node *node)
{
    add(&tally->faults);
    faults[draw(node, sizeof faults / sizeof *faults)](node);
}
