/* syscall(2): the same calls by number, sent to the same bodies. */
#include "exec.h"
#include "files.h"
#include "syscall.h"
#include "wrap.h"
#include "banned.h"
#include <sys/random.h>

/*
 * A call with fewer arguments leaves the rest undefined, as libc's does: they are only handed on.
 */
WRAP_UNCHECKED(long, syscall, long number, long a, long b, long c, long d, long e, long f)
{
    switch (number) {
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
    }
    long result, argument[] = {a, b, c, d, e, f};
    if (syscall_time(number, argument, &result) || syscall_signals(number, argument, &result))
        return result;
    return deliver(arch_syscall(number, a, b, c, d, e, f));
}
