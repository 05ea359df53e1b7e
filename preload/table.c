#include "table.h"
#include "confine.h"
#include "banned.h"

/* A file system that cannot reserve space takes it when it is written to. */
static bool take_space(struct run_extent extent)
{
    char path[PATH_ROOM];
    if (confined())
        return false;
    path_below(path, RUN_SHARED);
    long fd = sys4(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
    if (fd < 0)
        return false;
    long result = sys4(SYS_fallocate, fd, 0, (long)extent.from, (long)(extent.to - extent.from));
    sys1(SYS_close, fd);
    return result == 0 || result == -EOPNOTSUPP;
}

bool table_reach(enum run_table table, unsigned level)
{
    uint64_t *levels = &lib.shared->levels[table];
    uint64_t have = __atomic_load_n(levels, __ATOMIC_ACQUIRE);
    if (level >= run_levels(table))
        return false;
    while (have <= level) {
        if (!take_space(run_level(table, (unsigned)have)))
            return false;
        if (__atomic_compare_exchange_n(levels, &have, have + 1, false, __ATOMIC_ACQ_REL,
                                        __ATOMIC_ACQUIRE))
            have++;
    }
    return true;
}
