/*
 * What depends on the processor: raw system calls, a jump written over a function's entry, the
 * registers an unwind starts from.  x86-64 only so far; another processor is another branch here.
 */
#ifndef PARIBUS_ARCH_H
#define PARIBUS_ARCH_H

#ifndef __x86_64__
#error "libparibus.so knows x86-64 only; see docs/limits.md"
#endif

#include <stdint.h>
#include <sys/syscall.h>
#include "run.h"

/* Raw system call: the result, or a negative errno; errno itself is left alone. */
static inline long arch_syscall(long number, long a, long b, long c, long d, long e, long f)
{
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
/* Those with fewer arguments than six carry a mark that an audit knows. */
#define SYS_ARG(x)       ((long)(x))
#define sys0(n)          arch_syscall(n, 0, 0, 0, 0, 0, RUN_OWN_CALL)
#define sys1(n, a)       arch_syscall(n, SYS_ARG(a), 0, 0, 0, 0, RUN_OWN_CALL)
#define sys2(n, a, b)    arch_syscall(n, SYS_ARG(a), SYS_ARG(b), 0, 0, 0, RUN_OWN_CALL)
#define sys3(n, a, b, c) arch_syscall(n, SYS_ARG(a), SYS_ARG(b), SYS_ARG(c), 0, 0, RUN_OWN_CALL)
#define sys4(n, a, b, c, d)                                                                        \
    arch_syscall(n, SYS_ARG(a), SYS_ARG(b), SYS_ARG(c), SYS_ARG(d), 0, RUN_OWN_CALL)
#define sys5(n, a, b, c, d, e)                                                                     \
    arch_syscall(n, SYS_ARG(a), SYS_ARG(b), SYS_ARG(c), SYS_ARG(d), SYS_ARG(e), RUN_OWN_CALL)
#define sys6(n, a, b, c, d, e, f)                                                                  \
    arch_syscall(n, SYS_ARG(a), SYS_ARG(b), SYS_ARG(c), SYS_ARG(d), SYS_ARG(e), SYS_ARG(f))

#define ARCH_JUMP_SIZE 5

/* Writes `jmp target` at `entry`; 0 when the target is out of reach. */
static inline int arch_write_jump(void *entry, const void *target)
{
    int64_t distance = (int64_t)((intptr_t)target - ((intptr_t)entry + ARCH_JUMP_SIZE));
    if (distance != (int32_t)distance)
        return 0;
    unsigned char *code = entry;
    code[0] = 0xe9;
    for (int i = 0; i < 4; i++)
        code[1 + i] = (unsigned char)((uint64_t)distance >> (8 * i));
    return 1;
}

/* Whether an emulator runs us that keeps its own account of libc's code: valgrind(1), which answers
 * a request that is nothing to the processor. */
static inline int arch_is_emulated(void)
{
    uint64_t request[6] = {0x1001, 0, 0, 0, 0, 0}; /* RUNNING_ON_VALGRIND */
    uint64_t answer = 0;
    __asm__ volatile("rolq $3, %%rdi\n\trolq $13, %%rdi\n\trolq $61, %%rdi\n\trolq $51, %%rdi\n\t"
                     "xchgq %%rbx, %%rbx"
                     : "+d"(answer)
                     : "a"(request)
                     : "cc", "memory", "rdi");
    return answer != 0;
}

/* Adds to a word nobody else writes to: whole for signal handlers, not for other processors. */
static inline int64_t arch_add_alone(int64_t *value, int64_t amount)
{
    int64_t before = amount;
    __asm__ volatile("xaddq %0, %1" : "+r"(before), "+m"(*value) : : "cc");
    return before + amount;
}

static inline uint64_t arch_time_stamp(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

/* The thread control block: on a thread's own stack it lies above every frame. */
static inline uintptr_t arch_thread_pointer(void)
{
    uintptr_t tcb;
    __asm__("mov %%fs:0, %0" : "=r"(tcb));
    return tcb;
}

/* Where an unwind starts: inside the function that uses this. */
struct arch_frame {
    uintptr_t pc, sp, fp;
};
#define arch_frame_here(frame)                                                                     \
    __asm__ volatile("lea 0(%%rip), %0\n\tmov %%rsp, %1\n\tmov %%rbp, %2"                          \
                     : "=r"((frame)->pc), "=r"((frame)->sp), "=r"((frame)->fp))

#endif
