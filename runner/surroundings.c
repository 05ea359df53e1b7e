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

struct capabilities {
    struct __user_cap_data_struct word[2];
};

static int capabilities_get(struct capabilities *capabilities)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    return syscall(SYS_capget, &head, capabilities->word) != 0 ? -errno : 0;
}

static int capabilities_set(const struct capabilities *capabilities)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    return syscall(SYS_capset, &head, capabilities->word) != 0 ? -errno : 0;
}

bool surroundings_privileged(void)
{
    struct capabilities own;
    return geteuid() == 0 && capabilities_get(&own) == 0 &&
           (own.word[CAP_TO_INDEX(CAP_SYS_ADMIN)].effective & CAP_TO_MASK(CAP_SYS_ADMIN));
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

static int enter_namespaces(unsigned want)
{
    uid_t user = geteuid();
    gid_t group = getegid();
    int flags = CLONE_NEWNS | (want & LAUNCH_PIDS ? CLONE_NEWPID : 0);
    bool privileged = surroundings_privileged();
    if (unshare(flags | (privileged ? 0 : CLONE_NEWUSER)) != 0)
        return -errno;
    int error = privileged ? 0 : map_ids(user, group);
    if (error)
        return error;
    /* What we mount stays here; what is mounted outside still arrives, mount_namespaces(7). */
    return mount("none", "/", NULL, MS_REC | MS_SLAVE, NULL) != 0 ? -errno : 0;
}

int surroundings_enter(const struct launch *launch, unsigned *granted, const char **failed)
{
    unsigned want = launch->want & (LAUNCH_PIDS | LAUNCH_OVERLAY);
    *granted = 0;
    if (!want)
        return 0;
    int error = enter_namespaces(want);
    if (error && !(want & LAUNCH_OVERLAY))
        return 0;
    if (!error && (want & LAUNCH_OVERLAY))
        error = overlay_mount(launch, !surroundings_privileged_before());
    *failed = "overlay the tree for";
    *granted = error ? 0 : want;
    return error;
}
