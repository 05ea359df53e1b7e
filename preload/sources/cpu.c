/*
 * cpu: how many processors, how much memory, how busy.  sched_getaffinity(2), sysconf(3),
 * sysinfo(2), get_nprocs(3), getloadavg(3), getcpu(2).  Files are arranged by the runner; affinity
 * itself is left to the kernel: a machine of 4 is shown, threads run where they can.
 */
#include "../call.h"
#include "../clock.h"
#include "../real.h"
#include "../wrap.h"
#include "../banned.h"
#include <sys/sysinfo.h>

#define PAGE 4096

/* --- processors --- */

/* The first `count` bits of a mask of `size` bytes; glibc clears what the kernel leaves. */
static void fill_mask(unsigned char *mask, size_t size, uint32_t count)
{
    for (size_t byte = 0; byte < size; byte++) {
        size_t first = byte * 8;
        mask[byte] = first + 8 <= count ? 0xff
                     : first < count    ? (unsigned char)((1u << (count - first)) - 1)
                                        : 0;
    }
}

static void show_mask(const struct call *call, void *mask, size_t size)
{
    if (call->mode >= MODE_PIN && call_machine(call)->cpus <= size * 8)
        fill_mask(mask, size, call_machine(call)->cpus);
}

static uint64_t count_mask(const unsigned char *mask, size_t size)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++)
        for (unsigned left = mask[i]; left; left &= left - 1)
            bits++;
    return bits;
}

/* EINVAL when the mask is too small for the machine, as the kernel answers. */
static long affinity(const struct call *call, pid_t pid, size_t size, void *mask)
{
    long filled = sys3(SYS_sched_getaffinity, pid, size, mask);
    if (filled < 0)
        return filled;
    memset((char *)mask + filled, 0, size - (size_t)filled);
    show_mask(call, mask, size);
    return 0;
}

WRAP_UNCHECKED(int, sched_getaffinity, pid_t pid, size_t size, void *mask)
{
    struct call call = CALL_BEGIN(sched_getaffinity, cpu);
    long result = affinity(&call, pid, size, mask);
    call_end(&call, result ? 0 : count_mask(mask, size), (int)-result);
    return (int)deliver(result);
}

WRAP_UNCHECKED(int, pthread_getaffinity_np, pthread_t thread, size_t size, void *mask)
{
    struct call call = CALL_BEGIN(pthread_getaffinity_np, cpu);
    int error = REAL(pthread_getaffinity_np)(thread, size, mask);
    if (!error)
        show_mask(&call, mask, size);
    call_end(&call, error ? 0 : count_mask(mask, size), error);
    return error;
}

#define COUNT(type, name, shown)                                                                   \
    WRAP_UNCHECKED(type, name, void)                                                               \
    {                                                                                              \
        struct call call = CALL_BEGIN(name, cpu);                                                  \
        type value = call.mode >= MODE_PIN ? (type)(shown) : REAL(name)();                         \
        call_end(&call, (uint64_t)value, 0);                                                       \
        return value;                                                                              \
    }
COUNT(int, get_nprocs, call_machine(&call)->cpus)
COUNT(int, get_nprocs_conf, call_machine(&call)->cpus)
COUNT(long, get_phys_pages, call_machine(&call)->memory / PAGE)
COUNT(long, get_avphys_pages, call_machine(&call)->memory / 2 / PAGE)

static long machine_value(const struct run_machine *machine, int name)
{
    switch (name) {
    case _SC_PHYS_PAGES:
        return (long)(machine->memory / PAGE);
    case _SC_AVPHYS_PAGES:
        return (long)(machine->memory / 2 / PAGE);
    default: /* _SC_NPROCESSORS_* */
        return machine->cpus;
    }
}

WRAP(long, sysconf, int name)
{
    if (name != _SC_NPROCESSORS_ONLN && name != _SC_NPROCESSORS_CONF && name != _SC_PHYS_PAGES &&
        name != _SC_AVPHYS_PAGES)
        return REAL(sysconf)(name);
    struct call call = CALL_BEGIN(sysconf, cpu);
    long value =
        call.mode >= MODE_PIN ? machine_value(call_machine(&call), name) : REAL(sysconf)(name);
    call_end(&call, (uint64_t)value, 0);
    return value;
}

WRAP_ALIAS(__sysconf, sysconf)

/* Where a thread runs is the scheduler's doing: always on the first, varied on the second. */
static unsigned shown_cpu(const struct call *call)
{
    return call->mode == MODE_VARY ? 1 : 0;
}

WRAP_UNCHECKED(int, getcpu, unsigned *cpu, unsigned *node)
{
    struct call call = CALL_BEGIN(getcpu, cpu);
    unsigned here = shown_cpu(&call);
    long result = call.mode >= MODE_PIN ? 0 : sys3(SYS_getcpu, &here, node, NULL);
    if (result == 0 && cpu)
        *cpu = here;
    if (call.mode >= MODE_PIN && node)
        *node = 0;
    call_end(&call, here, (int)-result);
    return (int)deliver(result);
}

WRAP(int, sched_getcpu, void)
{
    struct call call = CALL_BEGIN(sched_getcpu, cpu);
    int here = call.mode >= MODE_PIN ? (int)shown_cpu(&call) : REAL(sched_getcpu)();
    call_end(&call, (uint64_t)here, 0);
    return here;
}

/* --- memory and load --- */

static void show_info(const struct call *call, struct sysinfo *info)
{
    int64_t since_boot = 0;
    if (clock_is_virtual())
        clock_value(CLOCK_MONOTONIC, clock_now(), &since_boot);
    uint64_t memory = call_machine(call)->memory;
    *info = (struct sysinfo){.uptime = since_boot / CLOCK_SECOND,
                             .totalram = memory,
                             .freeram = memory / 2,
                             .procs = 100,
                             .mem_unit = 1};
}

WRAP(int, sysinfo, struct sysinfo *info)
{
    struct call call = CALL_BEGIN(sysinfo, cpu);
    long result = sys1(SYS_sysinfo, info);
    if (result == 0 && call.mode >= MODE_PIN)
        show_info(&call, info);
    call_end(&call, result ? 0 : info->freeram * info->mem_unit, (int)-result);
    return (int)deliver(result);
}

WRAP(int, getloadavg, double *loads, int count)
{
    struct call call = CALL_BEGIN(getloadavg, cpu);
    if (call.mode < MODE_PIN)
        count = REAL(getloadavg)(loads, count);
    else
        count = count < 3 ? count : 3;
    for (int i = 0; call.mode >= MODE_PIN && i < count; i++)
        loads[i] = call.mode == MODE_VARY ? 7.25 : 0.0;
    call_end(&call, count > 0 ? (uint64_t)(loads[0] * 100) : 0, 0);
    return count;
}
