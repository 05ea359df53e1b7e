#include "exec.h"
#include "clock.h"
#include "confine.h"
#include "exec_environment.h"
#include "exec_target.h"
#include "faketime.h"
#include "flow.h"
#include "identity.h"
#include "tsc.h"
#include "wrap.h"
#include "writer.h"
#include "banned.h"

/* What the image that an exec here makes derives from: see abi/run.h. */
static struct exec_state state_for_exec(enum tenant tenant)
{
    if (tenant != TENANT_OWNER)
        return (struct exec_state){identity.image, thread_self.child_unit, lib.traced};
    return (struct exec_state){identity.forked ? identity.parent : identity.image,
                               identity.pid_unit, lib.traced};
}

struct attempt {
    int at, flags;
    const char *path;
    char *const *argv;
};

static long attempt(char *const *envp, void *context)
{
    const struct attempt *a = context;
    if (a->at == AT_FDCWD && !a->flags)
        return sys3(SYS_execve, a->path, a->argv, envp);
    return sys5(SYS_execveat, a->at, a->path, a->argv, envp, a->flags);
}

/* What exec'ed programs need of ours to be entered; its own root may be another one by now. */
static bool is_within_reach(void)
{
    char path[PATH_ROOM];
    path_below(path, RUN_SHARED);
    return sys3(SYS_faccessat, AT_FDCWD, path, R_OK | W_OK) == 0 &&
           sys3(SYS_faccessat, AT_FDCWD, lib.config->library, R_OK) == 0;
}

/* Where our variables could not be taken out of what programs see, they are in what these pass. */
static long attempt_without_us(struct attempt *a, char *const *envp)
{
    return lib.hidden ? attempt(envp, a) : exec_without_ours(envp, attempt, a);
}

/*
 * Uncovered, with what the program passes and nothing of ours, and reported.  An exec that returns
 * has failed: then nothing was started.
 */
static long attempt_untouched(struct attempt *a, char *const *envp, enum escape_kind why)
{
    struct trace_record *told = writer_text(TRACE_ESCAPE, why, a->path, a->argv);
    __atomic_add_fetch(&lib.shared->escapes, 1, __ATOMIC_RELAXED);
    long result = attempt_without_us(a, envp);
    __atomic_sub_fetch(&lib.shared->escapes, 1, __ATOMIC_RELAXED);
    writer_withdraw(told);
    return result;
}

static struct trace_record *tell_of(const struct attempt *a, int obstacle)
{
    if (!obstacle && (!lib.watch || identity_tenant() == TENANT_CHILD))
        return NULL;
    return writer_text(obstacle ? TRACE_ESCAPE : TRACE_EXEC, (uint32_t)obstacle, a->path, a->argv);
}

static long attempt_counted(struct attempt *a, char *const *envp, const struct exec_target *target,
                            const struct exec_state *next)
{
    if (target->obstacle == ESCAPE_CLASS || !is_within_reach())
        return attempt_untouched(a, envp, target->obstacle ? target->obstacle : ESCAPE_UNREACHED);
    uint64_t *counter = target->obstacle ? &lib.shared->escapes : &lib.shared->execs;
    struct trace_record *told = tell_of(a, target->obstacle);
    struct trace_record *given = lib.watch ? flow_exec(envp) : NULL;
    __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
    long result = exec_with_environment(envp, next, target->sanitizer, attempt, a);
    __atomic_sub_fetch(counter, 1, __ATOMIC_RELAXED);
    writer_withdraw(given);
    writer_withdraw(told);
    return result == -E2BIG ? attempt_untouched(a, envp, ESCAPE_ROOM) : result;
}

/* Whether exec will fail by itself: execvp tries every directory of PATH. */
static bool is_hopeless(const struct attempt *a, struct exec_target *target)
{
    if (a->argv && !plausible(a->argv))
        return true;
    exec_inspect(a->at, a->path, a->flags, target);
    return target->obstacle == EXEC_FAILS;
}

long exec_program(int at, const char *path, char *const *argv, char *const *envp, int flags)
{
    struct attempt a = {at, flags, path, argv};
    struct exec_target target;
    if (!lib.ready || !path || (envp && !plausible(envp)))
        return attempt(envp, &a);
    if (lib.alone)
        return faketime_with_environment(envp, attempt, &a);
    if (confined())
        return attempt_untouched(&a, envp, ESCAPE_CONFINED);
    if (is_hopeless(&a, &target))
        return attempt(envp, &a);
    enum tenant tenant = identity_tenant();
    struct exec_state next = state_for_exec(tenant);
    if (tenant != TENANT_OWNER)
        clock_hand_over((pid_t)sys0(SYS_getpid));
    if (tenant == TENANT_GUEST)
        identity_after_child(); /* the id chosen for us is in use: others may choose again */
    tsc_before_exec();
    long result = attempt_counted(&a, envp, &target, &next);
    tsc_after_failed_exec();
    return result;
}

WRAP(int, execve, const char *path, char *const argv[], char *const envp[])
{
    return (int)deliver(exec_program(AT_FDCWD, path, argv, envp, 0));
}

WRAP(int, execveat, int at, const char *path, char *const argv[], char *const envp[], int flags)
{
    return (int)deliver(exec_program(at, path, argv, envp, flags));
}

/* execveat(2) needs no /proc; the kernel names it /dev/fd/N to a script's interpreter all the same.
 */
WRAP(int, fexecve, int fd, char *const argv[], char *const envp[])
{
    if (fd < 0 || !argv || !envp)
        return (int)deliver(-EINVAL);
    return (int)deliver(exec_program(fd, "", argv, envp, AT_EMPTY_PATH));
}
