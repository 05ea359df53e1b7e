/* Creation of processes and threads: each child gets its identity and, where possible, its id. */
#include "clock.h"
#include "exec_environment.h"
#include "faketime.h"
#include "identity.h"
#include "real.h"
#include "rooms.h"
#include "tree.h"
#include "wrap.h"
#include "banned.h"

/* --- fork and its kin --- */

static void before_fork(void)
{
    if (!lib.ready)
        return;
    identity_check();
    clock_before_child(0);
    identity_before_child(identity_next_fork());
}

/* A child that execs at once, as most do, needs no identity of its own: see enum tenant. */
static pid_t after_fork(pid_t pid)
{
    if (lib.ready && pid != 0)
        identity_after_child();
    return pid;
}

WRAP(pid_t, fork, void)
{
    before_fork();
    return after_fork(REAL(fork)());
}
WRAP_ALIAS(__fork, fork)

WRAP_UNCHECKED(pid_t, _Fork, void)
{
    before_fork();
    return after_fork(REAL_AS(pid_t(*)(void), _Fork)());
}

/*
 * vfork(2) cannot be wrapped in C: the child returns through the frame its parent still needs.
 * As in libc, the return address is kept in a register the kernel preserves.
 */
void tree_before_vfork(void);
void tree_after_vfork(void);
void tree_vfork_failed(int error);

__attribute__((used)) void tree_before_vfork(void)
{
    before_fork();
    thread_self.lent++;
}
__attribute__((used)) void tree_after_vfork(void)
{
    thread_self.lent--;
    if (lib.ready)
        identity_after_child();
}
__attribute__((used)) void tree_vfork_failed(int error)
{
    errno = error;
}
__asm__(".text\n"
        ".globl vfork\n.globl __vfork\n.type vfork,@function\n.type __vfork,@function\n"
        "vfork:\n__vfork:\n"
        "    .cfi_startproc\n"
        "    sub $8, %rsp\n    .cfi_adjust_cfa_offset 8\n"
        "    call tree_before_vfork\n"
        "    add $8, %rsp\n    .cfi_adjust_cfa_offset -8\n"
        "    pop %rdi\n    .cfi_adjust_cfa_offset -8\n    .cfi_register %rip, %rdi\n"
        "    mov $58, %eax\n" /* SYS_vfork */
        "    syscall\n"
        "    push %rdi\n    .cfi_adjust_cfa_offset 8\n    .cfi_offset %rip, -8\n"
        "    test %eax, %eax\n"
        "    jz 1f\n"
        "    push %rax\n    .cfi_adjust_cfa_offset 8\n"
        "    call tree_after_vfork\n"
        "    pop %rax\n    .cfi_adjust_cfa_offset -8\n"
        "    test %eax, %eax\n"
        "    jns 1f\n"
        "    mov %eax, %edi\n"
        "    neg %edi\n"
        "    sub $8, %rsp\n    .cfi_adjust_cfa_offset 8\n"
        "    call tree_vfork_failed\n"
        "    add $8, %rsp\n    .cfi_adjust_cfa_offset -8\n"
        "    mov $-1, %eax\n"
        "1:  ret\n"
        "    .cfi_endproc\n"
        ".size vfork, .-vfork\n.size __vfork, .-__vfork\n");

/* --- clone(2) by hand --- */

/* Without a thread's flags it is a fork; with CLONE_VFORK and CLONE_VM a vfork. */
static bool is_fork(uint64_t flags)
{
    return !(flags & (CLONE_VM | CLONE_THREAD));
}
static bool is_vfork(uint64_t flags)
{
    return flags & CLONE_VM && flags & CLONE_VFORK && !(flags & CLONE_THREAD);
}

/* What shares our memory and is no thread of libc's would find our ids in it. */
void tree_before_clone(uint64_t flags)
{
    if (flags & CLONE_VM)
        identity.shared = true;
    if (is_fork(flags) || is_vfork(flags))
        before_fork();
    thread_self.lent += is_vfork(flags);
}

long tree_after_clone(uint64_t flags, long result)
{
    thread_self.lent -= is_vfork(flags);
    if (is_fork(flags) || is_vfork(flags))
        after_fork((pid_t)result);
    return result;
}

/* The last three arguments are there only with some flags; they are only handed on. */
WRAP_UNCHECKED(int, clone, int (*start)(void *), void *stack, int flags, void *argument, void *a,
               void *b, void *c)
{
    tree_before_clone((uint64_t)flags);
    int result = REAL_AS(int (*)(int (*)(void *), void *, int, void *, void *, void *, void *),
                         clone)(start, stack, flags, argument, a, b, c);
    return (int)tree_after_clone((uint64_t)flags, result);
}

WRAP_ALIAS(__clone, clone)

/* --- posix_spawn: the environment is explicit, the arguments are known beforehand --- */

struct spawn {
    pid_t *pid;
    const char *path;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    char *const *argv;
    __typeof__(&posix_spawn) real;
};

static long spawn_now(char *const *envp, void *context)
{
    const struct spawn *s = context;
    return s->real(s->pid, s->path, s->actions, s->attributes, s->argv, envp);
}

/*
 * The child's exec reaches our wrapper when execve is patched, and repairs the environment there;
 * otherwise it has to be repaired here.
 */
static int spawn(struct spawn *s, char *const *envp)
{
    if (!lib.ready || lib.alone)
        return (int)(lib.alone ? faketime_with_environment(envp, spawn_now, s)
                               : spawn_now(envp, s));
    identity_check();
    uint64_t key = identity_next_spawn(s->argv);
    clock_before_child(key);
    identity_before_child(key);
    struct exec_state state = {identity.image, thread_self.child_unit, lib.traced};
    long result =
        lib.hidden ? spawn_now(envp, s) : exec_with_environment(envp, &state, "", spawn_now, s);
    identity_after_child();
    return (int)result;
}

WRAP(int, posix_spawn, pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
     const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    struct spawn s = {pid, path, actions, attributes, argv, REAL(posix_spawn)};
    return spawn(&s, envp);
}

WRAP(int, posix_spawnp, pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
     const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    struct spawn s = {pid, file, actions, attributes, argv, REAL(posix_spawnp)};
    return spawn(&s, envp);
}

WRAP(FILE *, popen, const char *command, const char *type)
{
    before_fork();
    FILE *result = REAL(popen)(command, type);
    if (lib.ready)
        identity_after_child();
    return result;
}
WRAP_ALIAS(_IO_popen, popen)

WRAP(int, system, const char *command)
{
    if (command)
        before_fork();
    int result = REAL(system)(command);
    if (lib.ready)
        identity_after_child();
    return result;
}
WRAP_ALIAS(__xpg_system, system)

/* --- waiting for a child moves our clock on to where the child's stopped --- */

static void note_end(pid_t child, int status)
{
    if (WIFEXITED(status) || WIFSIGNALED(status))
        clock_note_end(child, status);
}

WRAP_UNCHECKED(pid_t, wait4, pid_t pid, int *status, int options, struct rusage *usage)
{
    int own = 0;
    long child = cancellable(sys4(SYS_wait4, pid, status ? status : &own, options, usage));
    if (lib.ready && child > 0) {
        clock_join((pid_t)child);
        note_end((pid_t)child, status ? *status : own);
    }
    if (usage && child > 0)
        time_pin_usage(usage);
    return (pid_t)deliver(child);
}

WRAP_UNCHECKED(int, waitid, idtype_t type, id_t id, siginfo_t *info, int options)
{
    siginfo_t own;
    siginfo_t *filled = info ? info : &own; /* the kernel sets si_pid to 0 when nobody ended */
    long result = cancellable(sys5(SYS_waitid, type, id, filled, options, 0));
    if (lib.ready && result == 0) {
        clock_join(filled->si_pid);
        if (filled->si_pid && filled->si_code == CLD_EXITED)
            clock_note_end(filled->si_pid, W_EXITCODE(filled->si_status, 0));
    }
    return (int)deliver(result);
}

/* --- threads --- */

/* Handed to the new thread; taken from a small pool, else from a page of its own. */
struct start {
    union {
        void *(*posix)(void *);
        int (*c11)(void *);
    } routine;
    void *argument;
    uint64_t key;
    uint32_t taken;
};
static struct start pool[64] SELDOM;

static struct start *start_take(void)
{
    for (size_t i = 0; i < sizeof pool / sizeof *pool; i++) {
        if (!__atomic_exchange_n(&pool[i].taken, 1, __ATOMIC_ACQUIRE))
            return &pool[i];
    }
    long page = sys6(SYS_mmap, 0, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page > 0 ? (struct start *)page : NULL;
}

static void start_release(struct start *start)
{
    if (start >= pool && start < pool + sizeof pool / sizeof *pool)
        __atomic_store_n(&start->taken, 0, __ATOMIC_RELEASE);
    else
        sys2(SYS_munmap, start, 4096);
}

static struct start begin_thread(struct start *given)
{
    struct start own = *given;
    start_release(given);
    thread_self.key = own.key;
    thread_self.known = true;
    return own;
}

static void *run_posix(void *given)
{
    struct start own = begin_thread(given);
    return own.routine.posix(own.argument);
}

static int run_c11(void *given)
{
    struct start own = begin_thread(given);
    return own.routine.c11(own.argument);
}

static struct start *before_thread(void *argument)
{
    if (!lib.ready)
        return NULL;
    identity_check();
    struct start *start = start_take();
    if (!start)
        return NULL;
    count(threads);
    start->argument = argument;
    start->key = identity_next_thread();
    uint64_t unit = thread_self.child_unit;
    identity_before_child(hash_mix(start->key, UNIT_PID, 1));
    thread_self.child_unit = unit; /* a thread is no child: the next vfork has its own */
    return start;
}

static int after_thread(struct start *start, int result, int success)
{
    identity_after_child();
    if (result != success)
        start_release(start);
    return result;
}

WRAP(int, pthread_create, pthread_t *thread, const pthread_attr_t *attributes,
     void *(*routine)(void *), void *argument)
{
    struct start *start = before_thread(argument);
    if (!start)
        return REAL(pthread_create)(thread, attributes, routine, argument);
    start->routine.posix = routine;
    return after_thread(start, REAL(pthread_create)(thread, attributes, run_posix, start), 0);
}

WRAP(int, thrd_create, thrd_t *thread, thrd_start_t routine, void *argument)
{
    struct start *start = before_thread(argument);
    if (!start)
        return REAL(thrd_create)(thread, routine, argument);
    start->routine.c11 = routine;
    return after_thread(start, REAL(thrd_create)(thread, run_c11, start), thrd_success);
}

/* --- cancellation, for raw system calls that libc makes cancellation points --- */

#pragma weak pthread_setcanceltype
extern char __libc_single_threaded __attribute__((weak));

int cancel_open(void)
{
    int old = PTHREAD_CANCEL_DEFERRED;
    if (pthread_setcanceltype && (!&__libc_single_threaded || !__libc_single_threaded))
        pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
    return old;
}

void cancel_close(int type)
{
    if (pthread_setcanceltype && (!&__libc_single_threaded || !__libc_single_threaded))
        pthread_setcanceltype(type, NULL);
}
