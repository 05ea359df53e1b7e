/*
 * limits: resource limits are the kernel's own, set by the runner; here is written down who asked.
 * Free space is shown as half of a file system.  getrlimit(2), statfs(2).
 */
#include "../call.h"
#include "../wrap.h"
#include "../banned.h"
#include <sys/resource.h>
#include <sys/statfs.h>

WRAP_UNCHECKED(int, getrlimit, int resource, struct rlimit *limit)
{
    struct call call = VIEW_BEGIN(getrlimit, limits);
    long result = sys4(SYS_prlimit64, 0, resource, NULL, limit);
    call_end(&call, result ? 0 : limit->rlim_cur, (int)-result);
    return (int)deliver(result);
}
WRAP_ALIAS(getrlimit64, getrlimit)

WRAP_UNCHECKED(int, prlimit, pid_t pid, int resource, const struct rlimit *new, struct rlimit *old)
{
    struct call call = VIEW_BEGIN(prlimit, limits);
    long result = sys4(SYS_prlimit64, pid, resource, new, old);
    call_end(&call, result || !old ? 0 : old->rlim_cur, (int)-result);
    return (int)deliver(result);
}
WRAP_ALIAS(prlimit64, prlimit)

/* --- free space --- */

#define TOTAL_BYTES  (1ULL << 40)
#define TOTAL_FILES  (1ULL << 26)
#define VARIED_BYTES (TOTAL_BYTES / 2 - 4040404 * 4096ULL)

/* A file system without blocks (proc, sysfs) stays one. */
static void show(const struct call *call, struct statfs *status)
{
    if (status->f_blocks == 0 || status->f_bsize <= 0)
        return;
    uint64_t block = (uint64_t)status->f_bsize;
    uint64_t available = call->mode == MODE_VARY ? VARIED_BYTES : TOTAL_BYTES / 2;
    status->f_blocks = TOTAL_BYTES / block;
    status->f_bfree = status->f_bavail = available / block;
    status->f_files = TOTAL_FILES;
    status->f_ffree = TOTAL_FILES / 2;
    status->f_fsid = (__typeof__(status->f_fsid)){{0, 0}};
}

static int finish(struct call call, long result, struct statfs *status)
{
    if (result == 0 && call.mode >= MODE_PIN)
        show(&call, status);
    call_end(&call, result ? 0 : status->f_bavail, (int)-result);
    return (int)deliver(result);
}

WRAP(int, statfs, const char *path, struct statfs *status)
{
    struct call call = CALL_BEGIN(statfs, limits);
    return finish(call, sys2(SYS_statfs, path, status), status);
}
WRAP_ALIAS(statfs64, statfs)
WRAP_ALIAS(__statfs, statfs)

WRAP(int, fstatfs, int fd, struct statfs *status)
{
    struct call call = CALL_BEGIN(fstatfs, limits);
    return finish(call, sys2(SYS_fstatfs, fd, status), status);
}
WRAP_ALIAS(fstatfs64, fstatfs)
