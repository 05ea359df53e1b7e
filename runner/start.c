/* The last steps of a forked child before it becomes the command; see keeper.h. */
#include "keeper.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "audit.h"
#include "overlay.h"
#include "surroundings.h"

static _Noreturn void give_up(const struct keeper *keeper, enum keeper_step step, int error)
{
    keeper_tell(keeper, NOTE_FAILED, step, error);
    _exit(127);
}

static int replace(int fd, int with)
{
    if (with == fd)
        return fcntl(fd, F_SETFD, 0) != 0 ? -errno : 0;
    return with >= 0 && dup2(with, fd) < 0 ? -errno : 0;
}

static int connect_streams(const struct keeper *keeper)
{
    int error = replace(STDIN_FILENO, keeper->in);
    if (!error)
        error = replace(STDOUT_FILENO, keeper->out);
    return error ? error : replace(STDERR_FILENO, keeper->err);
}

/* personality(2): kept across exec. */
static unsigned fix_addresses(unsigned want)
{
    int now = personality(0xffffffff);
    if (!(want & LAUNCH_NO_ASLR) || now < 0)
        return 0;
    return personality((unsigned long)now | ADDR_NO_RANDOMIZE) < 0 ? 0 : LAUNCH_NO_ASLR;
}

/* 0 where a hard limit is lower than asked for and cannot be raised. */
static unsigned set_limits(const struct launch *launch)
{
    unsigned granted = launch->want & LAUNCH_LIMITS;
    for (size_t i = 0; i < launch->limit_count; i++) {
        const struct launch_limit *limit = &launch->limits[i];
        struct rlimit now, set = {limit->soft, limit->hard};
        if (getrlimit((__rlimit_resource_t)limit->resource, &now) != 0)
            continue;
        if (set.rlim_max > now.rlim_max && setrlimit((__rlimit_resource_t)limit->resource, &set)) {
            granted &= ~(unsigned)LAUNCH_LIMITS;
            set.rlim_max = now.rlim_max;
        }
        set.rlim_cur = set.rlim_cur < set.rlim_max ? set.rlim_cur : set.rlim_max;
        setrlimit((__rlimit_resource_t)limit->resource, &set);
    }
    return granted;
}

/* Where the command starts: below the tree at its other place, if it has one. */
static int enter_directory(const struct launch *launch, unsigned granted)
{
    if (!launch->cwd)
        return 0;
    if (!(granted & LAUNCH_STAGE) || !launch->elsewhere ||
        !path_is_below(launch->cwd, launch->tree))
        return chdir(launch->cwd) != 0 ? -errno : 0;
    const char *below = launch->cwd + strlen(launch->tree);
    if (chdir(launch->elsewhere) != 0 || (*below && chdir(below + 1) != 0))
        return -errno;
    return 0;
}

/* What the preloaded library will do in every process of the tree. */
static bool may_choose_pids(void)
{
    return surroundings_choose_pid(500) == 0;
}

static _Noreturn void end_trial(const struct keeper *keeper, unsigned granted)
{
    if ((granted & LAUNCH_PIDS) && !may_choose_pids())
        granted &= ~(unsigned)LAUNCH_PIDS;
    keeper_tell(keeper, NOTE_GRANTED, (int)granted, 0);
    _exit(0);
}

/* While we still may: before powers are dropped. */
static unsigned audit_from_here(const struct keeper *keeper)
{
    int fd = keeper->launch->want & LAUNCH_AUDIT ? audit_install() : -1;
    if (fd < 0)
        return 0;
    keeper_hand(keeper, NOTE_AUDIT, fd);
    close(fd);
    return LAUNCH_AUDIT;
}

_Noreturn void command_main(const struct keeper *keeper, const struct powers *powers,
                            unsigned granted)
{
    const struct launch *launch = keeper->launch;
    int error = connect_streams(keeper);
    granted |= audit_from_here(keeper);
    if (!error)
        error = surroundings_drop(powers);
    if (error)
        give_up(keeper, STEP_START, error);
    /* Also when it is where we are already: the path may lead to another mount now. */
    error = enter_directory(launch, granted);
    if (error)
        give_up(keeper, STEP_DIRECTORY, error);
    if (launch->first_pid > 1 && getpid() != launch->first_pid)
        granted &= ~(unsigned)LAUNCH_PIDS;
    granted |= fix_addresses(launch->want);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!launch->argv)
        end_trial(keeper, granted);
    setrlimit(RLIMIT_NOFILE, &keeper->files);
    granted |= set_limits(launch);
    if (launch->want & LAUNCH_MASK)
        umask((mode_t)launch->mask);
    granted |= launch->want & (LAUNCH_MASK | LAUNCH_TERMINAL);
    keeper_tell(keeper, NOTE_GRANTED, (int)granted, 0);
    signals_give_back(keeper->signals);
    environ = (char **)launch->envp; /* its PATH counts */
    execvp(launch->argv[0], launch->argv);
    give_up(keeper, STEP_EXEC, -errno);
}
