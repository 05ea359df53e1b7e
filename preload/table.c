#include "table.h"
#include "confine.h"
#include "banned.h"

static long take_in_file(struct run_extent extent)
{
    char path[PATH_ROOM];
    path_below(path, RUN_SHARED);
    long fd = sys4(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
    if (fd < 0)
        return fd;
    long result = sys4(SYS_fallocate, fd, 0, (long)extent.from, (long)(extent.to - extent.from));
    sys1(SYS_close, fd);
    return result;
}

/*
 * Needs neither fallocate(2) nor a descriptor nor the way to the file, and no signal interrupts it:
 * madvise(2).  Changes no byte: others may have the level already, and write to it.
 */
static long take_in_memory(struct run_extent extent)
{
    return sys3(SYS_madvise, (char *)lib.shared + extent.from, extent.to - extent.from,
                MADV_POPULATE_WRITE);
}

static bool take_space(struct run_extent extent)
{
    if (confined())
        return false;
    long result = take_in_file(extent);
    return result == 0 || (result != -ENOSPC && take_in_memory(extent) == 0);
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
