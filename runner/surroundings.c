#include "surroundings.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "overlay.h"
#include "util.h"

void powers_get(struct powers *powers)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct words[2] = {{0}};
    syscall(SYS_capget, &head, words);
    powers->capabilities = words[0].effective | (uint64_t)words[1].effective << 32;
    powers->confined = false;
    powers->privileged = geteuid() == 0 && (powers->capabilities & 1ULL << CAP_SYS_ADMIN);
}

/* --- user namespace: user_namespaces(7) --- */

static int write_text(const char *path, const char *text)
{
    autoclose int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    return write(fd, text, strlen(text)) < 0 ? -errno : 0;
}

static int map_id(const char *path, unsigned id)
{
    char line[64];
    snprintf(line, sizeof line, "%u %u 1\n", id, id);
    return write_text(path, line);
}

/* Everybody stays who they are: `id -u` answers as outside. */
static int map_ids(uid_t user, gid_t group)
{
    int error = map_id("/proc/self/uid_map", user);
    if (!error)
        error = write_text("/proc/self/setgroups", "deny");
    return error ? error : map_id("/proc/self/gid_map", group);
}

int surroundings_unshare(unsigned want, struct powers *powers)
{
    uid_t user = geteuid();
    gid_t group = getegid();
    int flags = CLONE_NEWNS | (want & LAUNCH_PIDS ? CLONE_NEWPID : 0);
    if (unshare(flags | (powers->privileged ? 0 : CLONE_NEWUSER)) != 0)
        return -errno;
    powers->confined = !powers->privileged;
    int error = powers->confined ? map_ids(user, group) : 0;
    /* What we mount stays here; what is mounted outside still arrives, mount_namespaces(7). */
    if (!error && mount("none", "/", NULL, MS_REC | MS_SLAVE, NULL) != 0)
        error = -errno;
    return error;
}

int surroundings_enter(const struct launch *launch, struct powers *powers, unsigned *granted)
{
    unsigned want = launch->want & (LAUNCH_PIDS | LAUNCH_OVERLAY);
    *granted = 0;
    int error = want ? surroundings_unshare(want, powers) : 0;
    if (error && !powers->confined && !(want & LAUNCH_OVERLAY))
        return 0;
    if (!error && (want & LAUNCH_OVERLAY))
        error = overlay_mount(launch, powers->confined);
    if (!error)
        *granted = want;
    return error;
}

/* --- pid namespace: pid_namespaces(7) --- */

int surroundings_mount_proc(void)
{
    unsigned long flags = MS_NOSUID | MS_NODEV | MS_NOEXEC;
    return mount("proc", "/proc", "proc", flags, NULL) != 0 ? -errno : 0;
}

int surroundings_choose_pid(pid_t next)
{
    char text[16];
    snprintf(text, sizeof text, "%d", next - 1);
    return write_text("/proc/sys/kernel/ns_last_pid", text);
}

/* --- capabilities(7) --- */

/* Root of the namespace would win everything back by exec: what it did not have is out of bounds.
 */
static int bound_root(uint64_t keep)
{
    for (int capability = 0; capability < 64; capability++) {
        if (!(keep & 1ULL << capability) && prctl(PR_CAPBSET_READ, capability, 0, 0, 0) == 1 &&
            prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0)
            return -errno;
    }
    return 0;
}

static int keep_only(uint64_t keep)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct words[2];
    for (unsigned i = 0; i < 2; i++) {
        uint32_t word = (uint32_t)(keep >> (32 * i));
        words[i] = (struct __user_cap_data_struct){
            .effective = word, .permitted = word, .inheritable = word};
    }
    return syscall(SYS_capset, &head, words) != 0 ? -errno : 0;
}

int surroundings_drop(const struct powers *powers)
{
    uint64_t choose = 1ULL << CAP_CHECKPOINT_RESTORE;
    if (!powers->confined)
        return 0;
    if (geteuid() == 0)
        return bound_root(powers->capabilities | choose);
    int error = keep_only(choose);
    if (!error && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_CHECKPOINT_RESTORE, 0, 0) != 0)
        error = -errno;
    return error;
}
