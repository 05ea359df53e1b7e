#include "confine.h"
#include "clock.h"
#include "wrap.h"
#include "writer.h"
#include "banned.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdarg.h>
#include <sys/prctl.h>

/* --- a filter as the kernel runs it: bpf(4) as seccomp(2) restricts it --- */

struct machine {
    uint32_t a, x, memory[BPF_MEMWORDS];
    const struct seccomp_data *data;
};

static uint32_t calculate(uint16_t operation, uint32_t a, uint32_t b)
{
    switch (operation) {
    case BPF_ADD:
        return a + b;
    case BPF_SUB:
        return a - b;
    case BPF_MUL:
        return a * b;
    case BPF_DIV:
        return b ? a / b : 0;
    case BPF_OR:
        return a | b;
    case BPF_AND:
        return a & b;
    case BPF_XOR:
        return a ^ b;
    case BPF_LSH:
        return b < 32 ? a << b : 0;
    case BPF_RSH:
        return b < 32 ? a >> b : 0;
    case BPF_NEG:
        return -a;
    }
    return a;
}

static bool holds(uint16_t operation, uint32_t a, uint32_t b)
{
    return operation == BPF_JEQ   ? a == b
           : operation == BPF_JGT ? a > b
           : operation == BPF_JGE ? a >= b
                                  : (a & b) != 0; /* BPF_JSET */
}

static uint32_t loaded(const struct machine *m, const struct sock_filter *code)
{
    uint32_t word = 0;
    switch (BPF_MODE(code->code)) {
    case BPF_IMM:
        return code->k;
    case BPF_MEM:
        return code->k < BPF_MEMWORDS ? m->memory[code->k] : 0;
    case BPF_LEN:
        return sizeof *m->data;
    case BPF_ABS:
        if (code->k <= sizeof *m->data - sizeof word)
            memcpy(&word, (const char *)m->data + code->k, sizeof word);
    }
    return word;
}

/* What is stored, calculated or moved; everything but jumps and ends. */
static void execute(struct machine *m, const struct sock_filter *code)
{
    uint32_t operand = BPF_SRC(code->code) == BPF_X ? m->x : code->k;
    switch (BPF_CLASS(code->code)) {
    case BPF_LD:
        m->a = loaded(m, code);
        break;
    case BPF_LDX:
        m->x = loaded(m, code);
        break;
    case BPF_ST:
        m->memory[code->k % BPF_MEMWORDS] = m->a;
        break;
    case BPF_STX:
        m->memory[code->k % BPF_MEMWORDS] = m->x;
        break;
    case BPF_ALU:
        m->a = calculate(BPF_OP(code->code), m->a, operand);
        break;
    case BPF_MISC:
        *(BPF_MISCOP(code->code) == BPF_TAX ? &m->x : &m->a) =
            BPF_MISCOP(code->code) == BPF_TAX ? m->a : m->x;
        break;
    }
}

/* The verdict on one call; jumps only go forward, so there is an end. */
static uint32_t judge(const struct sock_fprog *program, const struct seccomp_data *data)
{
    struct machine m = {.data = data};
    for (uint32_t at = 0; at < program->len; at++) {
        const struct sock_filter *code = &program->filter[at];
        uint32_t operand = BPF_SRC(code->code) == BPF_X ? m.x : code->k;
        if (BPF_CLASS(code->code) == BPF_RET)
            return BPF_RVAL(code->code) == BPF_A ? m.a : code->k;
        if (BPF_CLASS(code->code) != BPF_JMP)
            execute(&m, code);
        else if (BPF_OP(code->code) == BPF_JA)
            at += code->k;
        else
            at += holds(BPF_OP(code->code), m.a, operand) ? code->jt : code->jf;
    }
    return SECCOMP_RET_KILL_PROCESS;
}

/* --- the calls of ours, with what they are called with --- */

struct own_call {
    int number;
    uint64_t arguments[4];
};
#define FILE_FLAGS (O_RDWR | O_CLOEXEC | O_NOFOLLOW)
static const struct own_call own_calls[] = {
    {SYS_openat, {(uint32_t)AT_FDCWD, 1, FILE_FLAGS}},
    {SYS_openat, {(uint32_t)AT_FDCWD, 1, O_WRONLY | O_CLOEXEC}},
    {SYS_openat, {(uint32_t)AT_FDCWD, 1, O_PATH | O_CLOEXEC}},
    {SYS_close, {3}},
    {SYS_read, {3, 1, 64}},
    {SYS_write, {3, 1, 8}},
    {SYS_pread64, {3, 1, 1023}},
    {SYS_pwrite64, {3, 1, 64}},
    {SYS_lseek, {3, 0, SEEK_SET}},
    {SYS_fcntl, {3, F_DUPFD_CLOEXEC}},
    {SYS_fcntl, {3, F_SETFD, FD_CLOEXEC}},
    {SYS_fallocate, {3, 0, 0, 4 << 20}},
    {SYS_newfstatat, {(uint32_t)AT_FDCWD, 1, 1, AT_SYMLINK_NOFOLLOW}},
    {SYS_statx, {(uint32_t)AT_FDCWD, 1, AT_NO_AUTOMOUNT, STATX_BASIC_STATS}},
    {SYS_readlinkat, {(uint32_t)AT_FDCWD, 1, 1, 512}},
    {SYS_faccessat, {(uint32_t)AT_FDCWD, 1, X_OK}},
    {SYS_fgetxattr, {3, 1, 1, 64}},
    {SYS_getcwd, {1, 1024}},
    {SYS_memfd_create, {1, MFD_CLOEXEC}},
    {SYS_mmap, {0, 8192, PROT_READ | PROT_WRITE, MAP_SHARED}},
    {SYS_mmap, {0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS}},
    {SYS_mprotect, {4096, 4096, PROT_READ | PROT_WRITE | PROT_EXEC}},
    {SYS_mremap, {4096, 4096, 8192, MREMAP_MAYMOVE}},
    {SYS_munmap, {4096, 4096}},
    {SYS_madvise, {4096, 4096, MADV_WIPEONFORK}},
    {SYS_madvise, {4096, 4096, MADV_POPULATE_WRITE}},
    {SYS_mincore, {4096, 4096}},
    {SYS_socket, {AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC}},
    {SYS_connect, {3, 1, 110}},
    {SYS_sendto, {3, 1, 16, MSG_NOSIGNAL}},
    {SYS_recvmsg, {3, 1, MSG_CMSG_CLOEXEC}},
    {SYS_prlimit64, {0, RLIMIT_FSIZE}},
    {SYS_getpid, {0}},
    {SYS_getppid, {0}},
    {SYS_geteuid, {0}},
    {SYS_getegid, {0}},
    {SYS_clock_gettime, {CLOCK_MONOTONIC, 1}},
    {SYS_nanosleep, {1}},
    {SYS_sched_yield, {0}},
};

/* Killed, trapped or handed to somebody else: not what a program expects that did not call. */
static bool is_harmless(uint32_t verdict)
{
    uint32_t action = verdict & SECCOMP_RET_ACTION_FULL;
    return action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG || action == SECCOMP_RET_ERRNO;
}

static bool lets_us_live(const struct sock_fprog *program)
{
    for (size_t i = 0; i < sizeof own_calls / sizeof *own_calls; i++) {
        struct seccomp_data data = {.nr = own_calls[i].number, .arch = AUDIT_ARCH_X86_64};
        for (int n = 0; n < 4; n++)
            data.args[n] = own_calls[i].arguments[n];
        if (!is_harmless(judge(program, &data)))
            return false;
    }
    return true;
}

/* --- installing one --- */

/* Room for what will be written down: none can be had later. */
static bool begin(void)
{
    bool before = lib.confined;
    if (lib.ready && !before) {
        writer_prepare();
        clock_real_reading(CLOCK_MONOTONIC); /* makes the way past our jump */
    }
    lib.confined = true;
    return before;
}

/* Filters that stand already stay: confined once, confined for good. */
static long end(bool before, long result, const struct sock_fprog *program)
{
    bool harmless = result != 0 || (program && lets_us_live(program));
    lib.confined = before || !harmless;
    return result;
}

long confine_prctl(long option, long a, long b, long c, long d)
{
    if (option != PR_SET_SECCOMP)
        return sys5(SYS_prctl, option, a, b, c, d);
    bool before = begin();
    long result = sys5(SYS_prctl, option, a, b, c, d);
    return end(before, result, a == SECCOMP_MODE_FILTER ? (const struct sock_fprog *)b : NULL);
}

/* SECCOMP_FILTER_FLAG_NEW_LISTENER: the result is a descriptor. */
long confine_seccomp(unsigned long operation, unsigned long flags, void *program)
{
    if (operation != SECCOMP_SET_MODE_STRICT && operation != SECCOMP_SET_MODE_FILTER)
        return sys3(SYS_seccomp, operation, flags, program);
    bool before = begin();
    long result = sys3(SYS_seccomp, operation, flags, program);
    end(before, result < 0 ? result : 0, operation == SECCOMP_SET_MODE_FILTER ? program : NULL);
    return result;
}

/* Arguments that are not there are only handed on: prctl(2). */
WRAP_UNCHECKED(int, prctl, int option, ...)
{
    va_list list;
    long arguments[4];
    va_start(list, option);
    for (int i = 0; i < 4; i++)
        arguments[i] = va_arg(list, long);
    va_end(list);
    return (int)deliver(
        confine_prctl(option, arguments[0], arguments[1], arguments[2], arguments[3]));
}
