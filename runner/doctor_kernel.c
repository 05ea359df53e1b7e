/* Probes of what the kernel, or who stands before it, allows; see doctor.def. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "doctor.h"
#include "overlay.h"
#include "snapshot_overlay.h"
#include "store.h"
#include "surroundings.h"
#include "util.h"

/* --- why namespaces are refused --- */

static bool setting_is(const char *path, const char *value)
{
    autofree char *text = NULL;
    size_t length;
    if (read_whole_file(path, &text, &length) != 0)
        return false;
    text[strcspn(text, "\n")] = '\0';
    return strcmp(text, value) == 0;
}

static const struct {
    const char *path, *value, *remedy;
} settings[] = {
    {"/proc/sys/user/max_user_namespaces", "0", "as root: sysctl user.max_user_namespaces=15000"},
    {"/proc/sys/kernel/unprivileged_userns_clone", "0",
     "as root: sysctl kernel.unprivileged_userns_clone=1"},
    {"/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1",
     "as root: sysctl kernel.apparmor_restrict_unprivileged_userns=0"},
    {"/proc/sys/user/max_mnt_namespaces", "0", "as root: sysctl user.max_mnt_namespaces=15000"},
    {"/proc/sys/user/max_pid_namespaces", "0", "as root: sysctl user.max_pid_namespaces=15000"},
};

/* The first setting that forbids it; else it must be the container. */
static void namespaces_refused(struct answer_of_probe *answer, int error, const char *what)
{
    probe_refused(answer, error, what);
    probe_remedy(answer, "start the container with --security-opt seccomp=unconfined "
                         "--security-opt apparmor=unconfined, or as --privileged");
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        if (setting_is(settings[i].path, settings[i].value)) {
            probe_remedy(answer, settings[i].remedy);
            return;
        }
    }
}

/* --- namespaces --- */

void try_user_namespace(struct answer_of_probe *answer)
{
    struct powers powers;
    powers_get(&powers);
    if (unshare(CLONE_NEWUSER) == 0)
        return;
    int error = -errno;
    if (powers.privileged)
        probe_detail(answer, "refused, but not needed: you are root (%s)", strerror(-error));
    else
        namespaces_refused(answer, error, "cannot make a user namespace");
}

void try_mount_namespace(struct answer_of_probe *answer)
{
    struct powers powers;
    powers_get(&powers);
    int error = surroundings_unshare(LAUNCH_OVERLAY, &powers);
    if (error)
        namespaces_refused(answer, error, "cannot make a mount namespace");
}

static bool covers(const char *tree)
{
    autostore struct store store = {0};
    autoscratch struct scratch scratch = {.lock = -1};
    autofree char *what = NULL;
    if (store_open(&store, &what) != 0 || scratch_open(&store, "doctor", &scratch, &what) != 0)
        return false;
    struct snapshot_overlay *overlay = snapshot_overlay_open(tree, scratch.path);
    bool possible = overlay;
    snapshot_overlay_close(overlay);
    return possible;
}

/* The copy is made beside the tree. */
static bool can_copy(void)
{
    return faccessat(AT_FDCWD, "..", W_OK | X_OK, AT_EACCESS) == 0;
}

static void overlay_refused(struct answer_of_probe *answer)
{
    if (can_copy()) {
        namespaces_refused(answer, -EPERM, "no overlay can be mounted");
        return;
    }
    answer->error = -EACCES;
    probe_detail(answer,
                 "no overlay can be mounted, and no copy can be made beside this directory: "
                 "a check here fails");
    probe_remedy(answer, "work in a directory whose parent you may write to");
}

void try_overlay(struct answer_of_probe *answer)
{
    autofree char *tree = realpath(".", NULL);
    if (!overlay_allowed()) {
        overlay_refused(answer);
        return;
    }
    if (!tree || strcmp(tree, "/") == 0 || covers(tree))
        return;
    answer->error = -EINVAL;
    probe_detail(answer, "overlays work, but not over %s: %s", tree,
                 overlay_hides_mounts(tree) ? "something is mounted below it"
                                            : "its file system or that of the runs refuses");
}

/* --- process ids: the steps of the first process of a namespace --- */

#define CHOSEN 500

static int wait_for(pid_t child)
{
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) < 0)
        return -errno;
    return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static void choose_id(struct answer_of_probe *answer, const struct powers *powers)
{
    int error = surroundings_drop(powers);
    if (!error)
        error = surroundings_choose_pid(CHOSEN);
    if (error) {
        probe_refused(answer, error, "cannot set ns_last_pid");
        return;
    }
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    wait_for(child);
    if (child != CHOSEN)
        probe_refused(answer, -EAGAIN, "ns_last_pid was set and another id was given");
}

static void first_process(struct answer_of_probe *answer, const struct powers *powers, bool choose)
{
    int error = surroundings_mount_proc();
    if (error)
        namespaces_refused(answer, error, "cannot mount a /proc of its own");
    else if (choose)
        choose_id(answer, powers);
    _exit(0);
}

static void try_ids(struct answer_of_probe *answer, bool choose)
{
    struct powers powers;
    powers_get(&powers);
    int error = surroundings_unshare(LAUNCH_PIDS, &powers);
    if (error) {
        namespaces_refused(answer, error, "cannot make a process id namespace");
        return;
    }
    pid_t first = fork();
    if (first == 0)
        first_process(answer, &powers, choose);
    error = wait_for(first);
    if (error)
        probe_refused(answer, error, "the first process of a namespace failed");
}

void try_pid_namespace(struct answer_of_probe *answer)
{
    try_ids(answer, false);
}

void try_choose_ids(struct answer_of_probe *answer)
{
    try_ids(answer, true);
}

/* --- the rest --- */

/* personality(2); a sandbox may say yes and do nothing, so it is read back. */
void try_addresses(struct answer_of_probe *answer)
{
    int now = personality(0xffffffff);
    if (now < 0 || personality((unsigned long)now | ADDR_NO_RANDOMIZE) < 0)
        probe_refused(answer, -errno, "personality(ADDR_NO_RANDOMIZE) is refused");
    else if (!(personality(0xffffffff) & ADDR_NO_RANDOMIZE))
        probe_refused(answer, -ENOSYS, "personality(ADDR_NO_RANDOMIZE) has no effect");
}

void try_seccomp_notify(struct answer_of_probe *answer)
{
    struct sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = 1, .filter = &allow};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program) <
            0)
        probe_refused(answer, -errno, "no listener is given");
}

#if defined(__x86_64__)
/* 0: the signal came, as it should. */
static void as_it_should(int number)
{
    (void)number;
    _exit(0);
}

static int read_forbidden_counter(void)
{
    pid_t child = fork();
    if (child == 0) {
        signal(SIGSEGV, as_it_should);
        if (prctl(PR_SET_TSC, PR_TSC_SIGSEGV, 0, 0, 0) != 0)
            _exit(errno);
        __builtin_ia32_rdtsc();
        _exit(ENOSYS);
    }
    return wait_for(child);
}
#else
static int read_forbidden_counter(void)
{
    return -ENOSYS;
}
#endif

void try_tsc(struct answer_of_probe *answer)
{
    int error = read_forbidden_counter();
    if (error)
        probe_refused(answer, error, "rdtsc cannot be forbidden");
}

static int trace_child(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(errno);
        raise(SIGSTOP);
        _exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0)
        return -errno;
    if (!WIFSTOPPED(status))
        return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
    return ptrace(PTRACE_CONT, child, NULL, NULL) != 0 ? -errno : wait_for(child);
}

void try_ptrace(struct answer_of_probe *answer)
{
    autofree char *scope = NULL;
    size_t length;
    int error = trace_child();
    if (error)
        probe_refused(answer, error, "a child cannot be traced");
    else if (read_whole_file("/proc/sys/kernel/yama/ptrace_scope", &scope, &length) == 0)
        probe_detail(answer, "ptrace_scope %.1s", scope);
}
