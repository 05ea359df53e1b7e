/* The last steps of a forked child before it becomes the command; see keeper.h. */
#include "keeper.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <unistd.h>
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

_Noreturn void command_main(const struct keeper *keeper, const struct powers *powers,
                            unsigned granted)
{
    const struct launch *launch = keeper->launch;
    int error = connect_streams(keeper);
    if (!error)
        error = surroundings_drop(powers);
    if (error)
        give_up(keeper, STEP_START, error);
    /* Also when it is where we are already: the path may lead to another mount now. */
    if (launch->cwd && chdir(launch->cwd) != 0)
        give_up(keeper, STEP_DIRECTORY, -errno);
    if (launch->first_pid > 1 && getpid() != launch->first_pid)
        granted &= ~(unsigned)LAUNCH_PIDS;
    granted |= fix_addresses(launch->want);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!launch->argv)
        end_trial(keeper, granted);
    keeper_tell(keeper, NOTE_GRANTED, (int)granted, 0);
    setrlimit(RLIMIT_NOFILE, &keeper->files);
    signals_give_back(keeper->signals);
    environ = (char **)launch->envp; /* its PATH counts */
    execvp(launch->argv[0], launch->argv);
    give_up(keeper, STEP_EXEC, -errno);
}
