#include "overlay.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>
#include "surroundings.h"
#include "util.h"

bool path_is_below(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    return strncmp(path, directory, length) == 0 && (!path[length] || path[length] == '/');
}

/* One overlay: where, and its layers, opened before anything hides them. */
struct cover {
    const char *target;
    int lower, upper, work;
};
#define COVER_NONE ((struct cover){.lower = -1, .upper = -1, .work = -1})

static void cover_close(struct cover *cover)
{
    cleanup_close(&cover->lower);
    cleanup_close(&cover->upper);
    cleanup_close(&cover->work);
}
#define autocover __attribute__((cleanup(cover_close)))

static int open_directory(const char *path, int *fd)
{
    *fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    return *fd < 0 ? -errno : 0;
}

static int cover_open(struct cover *cover, const char *target, const char *upper, const char *work)
{
    cover->target = target;
    int error = open_directory(target, &cover->lower);
    if (!error)
        error = open_directory(upper, &cover->upper);
    return error ? error : open_directory(work, &cover->work);
}

/*
 * Layers named by descriptor need no quoting, and /proc/mounts looks the same in every run.  What
 * was changed is read at once and thrown away: "volatile" keeps the kernel from flushing the whole
 * file system when the overlay goes.
 */
static int mount_with(const struct cover *cover, bool user, const char *more)
{
    char options[176];
    snprintf(options, sizeof options,
             "lowerdir=/proc/self/fd/%d,upperdir=/proc/self/fd/%d,workdir=/proc/self/fd/%d%s%s",
             cover->lower, cover->upper, cover->work, user ? ",userxattr" : "", more);
    return mount("overlay", cover->target, "overlay", 0, options) != 0 ? -errno : 0;
}

static int cover_mount(const struct cover *cover, bool user)
{
    int error = mount_with(cover, user, ",volatile");
    return error == -EINVAL ? mount_with(cover, user, "") : error; /* before Linux 5.10 */
}

/* --- the run directory, and those beside it --- */

static bool hides(const struct launch *launch, const char *directory)
{
    return directory && (path_is_below(directory, launch->tree) ||
                         (launch->tmp_upper && path_is_below(directory, "/tmp")));
}

static int bind_back(int directory, const char *path)
{
    char source[64];
    snprintf(source, sizeof source, "/proc/self/fd/%d", directory);
    return mount(source, path, NULL, MS_BIND | MS_REC, NULL) != 0 ? -errno : 0;
}

int overlay_mount(const struct launch *launch, bool user)
{
    autocover struct cover tree = COVER_NONE, tmp = COVER_NONE;
    const char *kept = hides(launch, launch->kept) ? launch->kept : NULL;
    autoclose int directory = -1;
    int error = cover_open(&tree, launch->tree, launch->upper, launch->work);
    if (!error && launch->tmp_upper)
        error = cover_open(&tmp, "/tmp", launch->tmp_upper, launch->tmp_work);
    if (!error && kept)
        error = open_directory(kept, &directory);
    if (!error && launch->tmp_upper)
        error = cover_mount(&tmp, user);
    if (!error)
        error = cover_mount(&tree, user);
    if (!error && kept)
        error = bind_back(directory, kept);
    return error;
}

/* --- what is possible --- */

static bool try_changes(const char *directory)
{
    autofree char *name = xasprintf("%s/.paribus-probe", directory);
    autoclose int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return fd >= 0 && write(fd, "", 1) == 1 && unlink(name) == 0 && mkdir(name, 0700) == 0;
}

/* Without attributes a directory cannot be removed and made anew. */
static bool try_attributes(const char *upper, bool user)
{
    const char *name = user ? "user.paribus" : "trusted.paribus";
    return setxattr(upper, name, "y", 1, 0) == 0 && removexattr(upper, name) == 0;
}

static bool try_overlay(const char *directory, const char *upper, const char *work)
{
    const struct launch launch = {
        .want = LAUNCH_OVERLAY, .tree = directory, .upper = upper, .work = work};
    struct powers powers;
    unsigned granted;
    powers_get(&powers);
    return surroundings_enter(&launch, &powers, &granted) == 0 &&
           try_attributes(upper, powers.confined) && try_changes(directory);
}

/* On a file system of its own that is gone with the namespace. */
static bool try_anywhere(void)
{
    const struct launch launch = {.tree = "/tmp/l", .upper = "/tmp/u", .work = "/tmp/w"};
    struct powers powers;
    powers_get(&powers);
    return surroundings_unshare(LAUNCH_OVERLAY, &powers) == 0 &&
           mount("tmpfs", "/tmp", "tmpfs", 0, NULL) == 0 && mkdir("/tmp/l", 0700) == 0 &&
           mkdir("/tmp/u", 0700) == 0 && mkdir("/tmp/w", 0700) == 0 &&
           overlay_mount(&launch, powers.confined) == 0 && try_changes("/tmp/l");
}

static bool succeeded(pid_t child)
{
    int status = 0;
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return child > 0 && status == 0;
}

bool overlay_allowed(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(try_anywhere() ? 0 : 1);
    return succeeded(child);
}

bool overlay_possible(const char *directory, const char *upper, const char *work)
{
    pid_t child = fork();
    if (child == 0)
        _exit(try_overlay(directory, upper, work) ? 0 : 1);
    return succeeded(child);
}

/* Fifth field of a line of /proc/self/mountinfo, proc(5); spaces are written \040. */
static bool is_mounted_below(const char *line, const char *directory)
{
    char target[4096];
    return sscanf(line, "%*s %*s %*s %*s %4095s", target) == 1 && strcmp(target, directory) != 0 &&
           path_is_below(target, directory);
}

/* As the kernel writes it there. */
static char *quote_mount(const char *path)
{
    struct text text = {0};
    for (; *path; path++) {
        if (strchr(" \t\n\\", *path))
            text_printf(&text, "\\%03o", (unsigned)*path);
        else
            text_add(&text, path, 1);
    }
    return text.data;
}

bool overlay_hides_mounts(const char *directory)
{
    autofile FILE *file = fopen("/proc/self/mountinfo", "re");
    autofree char *quoted = quote_mount(directory);
    autofree char *line = NULL;
    size_t room = 0;
    while (file && getline(&line, &room, file) > 0) {
        if (is_mounted_below(line, quoted))
            return true;
    }
    return false;
}
