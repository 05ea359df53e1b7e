#include "tsc.h"
#include "real.h"
#include "syscall.h"
#include "wrap.h"
#include "banned.h"
#include <sys/prctl.h>
#include <ucontext.h>

/* struct sigaction as the kernel has it: rt_sigaction(2). */
struct action {
    union {
        void (*plain)(int);
        void (*full)(int, siginfo_t *, void *);
    } handler;
    unsigned long flags;
    void *restorer;
    uint64_t mask;
};

static struct action theirs; /* the program's for SIGSEGV, as it believes the kernel has it */
static void *libc_restorer;  /* where handlers return to */
static bool stopped;

#define BIT(signal) (1ULL << ((signal)-1))
#define RESTORER    0x04000000UL

static long kernel_action(int signal, const struct action *new, struct action *old)
{
    return sys4(SYS_rt_sigaction, signal, new, old, 8);
}

/* --- answering --- */

/* rdtsc is 0F 31, rdtscp 0F 01 F9; no byte is looked at that the processor did not have to. */
static int length_of_read(const uint8_t *code)
{
    if (code[0] != 0x0f)
        return 0;
    if (code[1] == 0x31)
        return 2;
    return code[1] == 0x01 && code[2] == 0xf9 ? 3 : 0;
}

/* rdtscp gives the number of the processor as well: 0. */
static bool answer(ucontext_t *context)
{
    greg_t *registers = context->uc_mcontext.gregs;
    int length = length_of_read((const uint8_t *)registers[REG_RIP]);
    if (length == 0)
        return false;
    uint64_t stamp = time_stamp();
    registers[REG_RAX] = (greg_t)(stamp & 0xffffffff);
    registers[REG_RDX] = (greg_t)(stamp >> 32);
    if (length == 3)
        registers[REG_RCX] = 0;
    registers[REG_RIP] += length;
    return true;
}

/* --- everything else is the program's --- */

/* By the kernel's default: a fault happens again at once, what was sent is sent again. */
static void die(int signal, siginfo_t *info)
{
    struct action plain = {.flags = RESTORER, .restorer = libc_restorer};
    kernel_action(signal, &plain, NULL);
    if (info->si_code <= 0)
        sys4(SYS_rt_tgsigqueueinfo, sys0(SYS_getpid), sys0(SYS_gettid), signal, info);
}

static void call_theirs(int signal, siginfo_t *info, void *context)
{
    struct action action = theirs;
    uint64_t blocked = action.mask & ~BIT(SIGSEGV); /* sigreturn restores what was */
    if (action.flags & SA_RESETHAND)
        theirs.handler.plain = SIG_DFL;
    sys4(SYS_rt_sigprocmask, SIG_BLOCK, &blocked, 0, 8);
    if (action.flags & SA_SIGINFO)
        action.handler.full(signal, info, context);
    else
        action.handler.plain(signal);
}

static void pass_on(int signal, siginfo_t *info, void *context)
{
    bool sent = info->si_code <= 0;
    if (theirs.handler.plain == SIG_IGN && sent)
        return;
    if (theirs.handler.plain == SIG_DFL || theirs.handler.plain == SIG_IGN)
        die(signal, info);
    else
        call_theirs(signal, info, context);
}

/* A stopped counter is a general protection fault, which has no address: SI_KERNEL. */
static void on_fault(int signal, siginfo_t *info, void *context)
{
    int error = errno;
    if (info->si_code != SI_KERNEL || !answer(context))
        pass_on(signal, info, context);
    errno = error;
}

void tsc_init(void)
{
    struct sigaction ours = {.sa_sigaction = on_fault,
                             .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
    struct action installed;
    if (!tsc_is_wanted())
        return;
    kernel_action(SIGSEGV, NULL, &theirs);
    REAL(sigaction)(SIGSEGV, &ours, NULL); /* libc's, for it knows the restorer */
    if (kernel_action(SIGSEGV, NULL, &installed) == 0)
        libc_restorer = installed.restorer;
}

/* Not where the vDSO is left alone: it reads the counter itself. */
void tsc_stop(void)
{
    uint64_t fault = BIT(SIGSEGV);
    if (!tsc_is_wanted() || lib.refused || !libc_restorer)
        return;
    sys4(SYS_rt_sigprocmask, SIG_UNBLOCK, &fault, 0, 8);
    stopped = sys2(SYS_prctl, PR_SET_TSC, PR_TSC_SIGSEGV) == 0;
}

void tsc_before_exec(void)
{
    if (stopped)
        sys2(SYS_prctl, PR_SET_TSC, PR_TSC_ENABLE);
}

void tsc_after_failed_exec(void)
{
    if (stopped)
        sys2(SYS_prctl, PR_SET_TSC, PR_TSC_SIGSEGV);
}

uint64_t tsc_real(void)
{
    sys2(SYS_prctl, PR_SET_TSC, PR_TSC_ENABLE);
    uint64_t now = arch_time_stamp();
    sys2(SYS_prctl, PR_SET_TSC, PR_TSC_SIGSEGV);
    return now;
}

/* --- what would take the signal from us --- */

static uint64_t first_signals(const sigset_t *set)
{
    uint64_t bits;
    memcpy(&bits, set, sizeof bits);
    return bits;
}

static struct action to_kernel(const struct sigaction *from)
{
    return (struct action){.handler.full = from->sa_sigaction,
                           .flags = (unsigned)from->sa_flags | RESTORER,
                           .restorer = libc_restorer,
                           .mask = first_signals(&from->sa_mask)};
}

static void from_kernel(struct sigaction *to, const struct action *from)
{
    memset(to, 0, sizeof *to);
    to->sa_sigaction = from->handler.full;
    to->sa_flags = (int)(from->flags & ~RESTORER);
    memcpy(&to->sa_mask, &from->mask, sizeof from->mask);
}

/* Signals 32 and 33 are libc's own: signal(7). */
#define LIBC_SIGNALS (BIT(32) | BIT(33))

static long set_action(int signal, const struct sigaction *new, struct sigaction *old)
{
    struct action action = {.flags = 0}, before = theirs;
    if (signal < 1 || signal > 64 || LIBC_SIGNALS & BIT(signal))
        return -EINVAL;
    if (new)
        action = to_kernel(new);
    if (signal == SIGSEGV && new)
        theirs = action;
    action.mask &= ~BIT(SIGSEGV);
    long result = signal == SIGSEGV ? 0 : kernel_action(signal, new ? &action : NULL, &before);
    if (result == 0 && old)
        from_kernel(old, &before);
    return result;
}

WRAP(int, sigaction, int signal, const struct sigaction *restrict new,
     struct sigaction *restrict old)
{
    if (!tsc_is_wanted() || !libc_restorer)
        return REAL(sigaction)(signal, new, old);
    return (int)deliver(set_action(signal, new, old));
}
WRAP_ALIAS(__sigaction, sigaction)

WRAP(int, pthread_sigmask, int how, const sigset_t *restrict new, sigset_t *restrict old)
{
    uint64_t set, before;
    if (!tsc_is_wanted() || !libc_restorer)
        return REAL(pthread_sigmask)(how, new, old);
    if (new) {
        set = first_signals(new);
        if (how != SIG_UNBLOCK)
            set &= ~(LIBC_SIGNALS | BIT(SIGSEGV));
    }
    long result = sys4(SYS_rt_sigprocmask, how, new ? &set : NULL, &before, 8);
    if (result == 0 && old) {
        memset(old, 0, sizeof *old);
        memcpy(old, &before, sizeof before);
    }
    return (int)-result;
}

/* --- by number: syscall(2) --- */

static long set_action_by_number(const long a[6])
{
    struct action before = theirs, action = {.flags = 0};
    if (a[1])
        memcpy(&action, (const void *)a[1], sizeof action);
    bool ours = a[0] == SIGSEGV && a[3] == 8;
    if (ours && a[1])
        theirs = action;
    if (ours && a[2])
        memcpy((void *)a[2], &before, sizeof before);
    action.mask &= ~BIT(SIGSEGV);
    return ours ? 0 : sys4(SYS_rt_sigaction, a[0], a[1] ? &action : NULL, a[2], a[3]);
}

static long set_mask_by_number(const long a[6])
{
    uint64_t set = a[1] ? *(const uint64_t *)a[1] : 0;
    if (a[0] != SIG_UNBLOCK)
        set &= ~BIT(SIGSEGV);
    return sys4(SYS_rt_sigprocmask, a[0], a[1] ? &set : NULL, a[2], a[3]);
}

bool syscall_signals(long number, const long argument[6], long *result)
{
    bool action = number == SYS_rt_sigaction, mask = number == SYS_rt_sigprocmask;
    if (!tsc_is_wanted() || (!action && !mask))
        return false;
    *result = deliver(action ? set_action_by_number(argument) : set_mask_by_number(argument));
    return true;
}
