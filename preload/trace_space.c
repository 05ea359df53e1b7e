#include "trace_space.h"
#include "banned.h"

#define STEP (4ULL << 20) /* the file grows by as much at a time */

/* To grow the file beyond RLIMIT_FSIZE would raise SIGXFSZ in the program. */
static bool may_grow_to(uint64_t size)
{
    struct rlimit limit;
    return sys4(SYS_prlimit64, 0, RLIMIT_FSIZE, 0, &limit) == 0 && size <= limit.rlim_cur;
}

/*
 * The way of file systems without fallocate(2).  Processes do this at the same time and none
 * overwrites what another wrote: trace_end gave each its own range, and this one is not even mapped
 * yet.  For the same reason trace_allocated stays: what lies before the range is the others', who
 * may be without space.  A write never makes the file shorter, as ftruncate(2) might.  Every byte
 * is written: a block can be as small as one sector.
 */
static bool write_zeros(long fd, uint64_t start, uint64_t end)
{
    static const char zeros[4096];
    while (start < end) {
        uint64_t size = end - start < sizeof zeros ? end - start : sizeof zeros;
        long written = sys4(SYS_pwrite64, fd, zeros, size, start);
        if (written > 0)
            start += (uint64_t)written;
        else if (written != -EINTR)
            return false;
    }
    return true;
}

static void note_allocated(uint64_t have, uint64_t goal)
{
    while (have < goal && !__atomic_compare_exchange_n(&lib.shared->trace_allocated, &have, goal,
                                                       true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
    }
}

/* In large steps, or just enough when there is little. */
bool trace_space_take(long fd, uint64_t start, uint64_t end)
{
    uint64_t have = __atomic_load_n(&lib.shared->trace_allocated, __ATOMIC_RELAXED);
    if (end <= have)
        return true;
    uint64_t goal = (end + STEP - 1) / STEP * STEP;
    if (!may_grow_to(end))
        return false;
    if (!may_grow_to(goal))
        goal = end;
    long result = sys4(SYS_fallocate, fd, 0, have, goal - have);
    if (result == -EOPNOTSUPP || result == -ENOSYS)
        return write_zeros(fd, start, end);
    if (result != 0) {
        goal = end;
        result = sys4(SYS_fallocate, fd, 0, have, goal - have);
    }
    if (result == 0)
        note_allocated(have, goal);
    return result == 0;
}
