/* syscall(2): the same calls by number, sent to the same bodies. */
#include "confine.h"
#include "exec.h"
#include "files.h"
#include "syscall.h"
#include "tree.h"
#include "wrap.h"
#include "banned.h"
#include <linux/sched.h>
#include <sys/random.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

/* What comes back twice does so through this frame: a child on a stack of its own cannot. */
static long make_process(uint64_t flags, long number, long a, long b, long c, long d, long e)
{
    tree_before_clone(flags);
    return deliver(tree_after_clone(flags, arch_syscall(number, a, b, c, d, e, 0)));
}

/*
 * A call with fewer arguments leaves the rest undefined, as libc's does: they are only handed on.
 */
WRAP_UNCHECKED(long, syscall, long number, long a, long b, long c, long d, long e, long f)
{
    switch (number) {
    case SYS_fork:
        return make_process(0, number, a, b, c, d, e);
    case SYS_clone:
        return make_process((uint64_t)a, number, a, b, c, d, e);
    case SYS_clone3:
        return make_process(a ? ((const struct clone_args *)a)->flags : 0, number, a, b, c, d, e);
    case SYS_prctl:
        return deliver(confine_prctl(a, b, c, d, e));
    case SYS_seccomp:
        return deliver(confine_seccomp((unsigned long)a, (unsigned long)b, (void *)c));
    case SYS_getrandom:
        return getrandom((void *)a, (size_t)b, (unsigned)c);
    case SYS_getpid:
        return getpid();
    case SYS_getppid:
        return getppid();
    case SYS_gettid:
        return gettid();
    case SYS_getdents64:
        return getdents64((int)a, (void *)b, (size_t)c);
    case SYS_open:
        return deliver(files_open(AT_FDCWD, (void *)a, (int)b, (unsigned)c));
    case SYS_openat:
        return deliver(files_open((int)a, (void *)b, (int)c, (unsigned)d));
    case SYS_creat:
        return creat((void *)a, (mode_t)b);
    case SYS_stat:
        return stat((void *)a, (void *)b);
    case SYS_lstat:
        return lstat((void *)a, (void *)b);
    case SYS_fstat:
        return fstat((int)a, (void *)b);
    case SYS_newfstatat:
        return fstatat((int)a, (void *)b, (void *)c, (int)d);
    case SYS_statx:
        return statx((int)a, (void *)b, (int)c, (unsigned)d, (void *)e);
    case SYS_utimensat:
        return b ? utimensat((int)a, (void *)b, (void *)c, (int)d) : futimens((int)a, (void *)c);
    case SYS_utimes:
        return utimes((void *)a, (void *)b);
    case SYS_utime:
        return utime((void *)a, (void *)b);
    case SYS_execve:
        return deliver(exec_program(AT_FDCWD, (void *)a, (void *)b, (void *)c, 0));
    case SYS_execveat:
        return deliver(exec_program((int)a, (void *)b, (void *)c, (void *)d, (int)e));
    case SYS_wait4:
        return wait4((pid_t)a, (void *)b, (int)c, (void *)d);
    case SYS_uname:
        return uname((void *)a);
    case SYS_sysinfo:
        return sysinfo((void *)a);
    case SYS_getcpu:
        return getcpu((void *)a, (void *)b);
    case SYS_statfs:
        return statfs((void *)a, (void *)b);
    case SYS_fstatfs:
        return fstatfs((int)a, (void *)b);
    case SYS_umask:
        return (long)umask((mode_t)a);
    case SYS_getuid:
        return getuid();
    case SYS_geteuid:
        return geteuid();
    case SYS_getgid:
        return getgid();
    case SYS_getegid:
        return getegid();
    case SYS_bind:
        return bind((int)a, (void *)b, (socklen_t)c);
    }
    long result, argument[] = {a, b, c, d, e, f};
    if (syscall_time(number, argument, &result) || syscall_signals(number, argument, &result))
        return result;
    return deliver(arch_syscall(number, a, b, c, d, e, f));
}
