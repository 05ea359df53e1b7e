/* syscall(2): the same calls by number, sent to the same bodies. */
#include "clock.h"
#include "exec.h"
#include "files.h"
#include "tree.h"
#include "wrap.h"
#include "banned.h"
#include <linux/futex.h>
#include <linux/sched.h>
#include <sys/random.h>
#include <sys/statfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

/* The operations whose timeout is a point in time, and those whose timeout is a length: futex(2).
 */
static bool futex_absolute(int operation)
{
    int command = operation & FUTEX_CMD_MASK;
    return command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI ||
           command == FUTEX_WAIT_REQUEUE_PI;
}

static long futex(long word, int operation, long value, const struct timespec *time, long e, long f)
{
    bool wall = operation & FUTEX_CLOCK_REALTIME || (operation & FUTEX_CMD_MASK) == FUTEX_LOCK_PI;
    int id = wall ? CLOCK_REALTIME : CLOCK_MONOTONIC;
    bool relative = (operation & FUTEX_CMD_MASK) == FUTEX_WAIT;
    bool waits = time && lib.ready && (relative || futex_absolute(operation));
    struct timespec real;
    int64_t left = 0;
    if (!waits)
        return sys6(SYS_futex, word, operation, value, time, e, f);
    if (relative)
        left = timespec_ns(time);
    else if (!clock_left(id, time, &left))
        left = 0;
    real = relative || lib.mode[SOURCE_time] < MODE_PIN ? *time : clock_deadline(id, time);
    long result = sys6(SYS_futex, word, operation, value, &real, e, f);
    if (result == -ETIMEDOUT && clock_is_virtual())
        clock_advance(left);
    return result;
}

static long nanosleep_by_number(const struct timespec *time, struct timespec *left)
{
    int error = clock_nanosleep(CLOCK_REALTIME, 0, time, left);
    if (error)
        errno = error;
    return error ? -1 : 0;
}

static long sleep_by_number(long id, long flags, long time, long left)
{
    int error = clock_nanosleep((clockid_t)id, (int)flags, (void *)time, (void *)left);
    if (error)
        errno = error;
    return error ? -1 : 0;
}

/*
 * A call with fewer arguments leaves the rest undefined, as libc's does: they are only handed on.
 */
WRAP_UNCHECKED(long, syscall, long number, long a, long b, long c, long d, long e, long f)
{
    switch (number) {
    case SYS_clone:
        tree_note_clone((uint64_t)a);
        break;
    case SYS_clone3:
        tree_note_clone(a ? ((const struct clone_args *)a)->flags : 0);
        break;
    case SYS_time:
        return time((time_t *)a);
    case SYS_gettimeofday:
        return gettimeofday((void *)a, (void *)b);
    case SYS_clock_gettime:
        return clock_gettime((clockid_t)a, (void *)b);
    case SYS_times:
        return times((void *)a);
    case SYS_getrusage:
        return getrusage((int)a, (void *)b);
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
    case SYS_nanosleep:
        return nanosleep_by_number((void *)a, (void *)b);
    case SYS_clock_nanosleep:
        return sleep_by_number(a, b, c, d);
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
    case SYS_futex:
        return deliver(futex(a, (int)b, c, (void *)d, e, f));
    }
    return deliver(arch_syscall(number, a, b, c, d, e, f));
}
