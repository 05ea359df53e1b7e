#include "detach.h"
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "util.h"

static int receive_only(const char *path)
{
    return mount("none", path, NULL, MS_REC | MS_SLAVE, NULL) == 0 ? 0 : -errno;
}

/* Since Linux 5.2; libc knows them since 2.36. */
#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif
#ifndef MOVE_MOUNT_F_EMPTY_PATH
#define MOVE_MOUNT_F_EMPTY_PATH 4
#endif
#define WITH_ALL_BELOW 0x8000 /* AT_RECURSIVE of linux/fcntl.h */

/*
 * Of a root that is no mount point the mount above cannot be named, so a copy becomes the root.  It
 * is attached to /proc, the one place that is a mount point everywhere and can be made ours first.
 */
static int enter_copy(void)
{
    autofree char *here = getcwd(NULL, 0);
    int error = here ? receive_only("/proc") : -errno;
    if (error)
        return error;
    autoclose int root =
        (int)syscall(SYS_open_tree, AT_FDCWD, "/", OPEN_TREE_CLONE | WITH_ALL_BELOW | O_CLOEXEC);
    if (root < 0 ||
        syscall(SYS_move_mount, root, "", AT_FDCWD, "/proc", MOVE_MOUNT_F_EMPTY_PATH) != 0 ||
        fchdir(root) != 0 || chroot(".") != 0 || chdir(here) != 0)
        return -errno;
    return receive_only("/");
}

int detach_mounts(void)
{
    int error = receive_only("/");
    return error == -EINVAL ? enter_copy() : error;
}
