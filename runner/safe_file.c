#include "safe_file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "util.h"

/* Beside the file, hidden: a rename needs the same file system. */
static char *temporary_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    int above = slash ? (int)(slash + 1 - path) : 0;
    return xasprintf("%.*s.%.200s.paribus-%d", above, path, path + above, (int)getpid());
}

/* O_TMPFILE leaves nothing behind when we are killed; not every file system has it, open(2). */
static int open_new(struct safe_file *file, mode_t mode)
{
    const char *slash = strrchr(file->name, '/');
    autofree char *above =
        slash ? xstrndup(file->name, (size_t)(slash + 1 - file->name)) : xstrdup(".");
    int fd = openat(file->directory, above, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL && errno != ENOENT))
        return fd;
    file->temporary = temporary_name(file->name);
    unlinkat(file->directory, file->temporary, 0);
    return openat(file->directory, file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
}

static int open_either(struct safe_file *file, mode_t mode)
{
    struct stat old;
    bool there = fstatat(file->directory, file->name, &old, AT_SYMLINK_NOFOLLOW) == 0;
    int fd = -1;
    file->replaces = !there || S_ISREG(old.st_mode);
    if (file->replaces)
        fd = open_new(file, mode);
    if (fd >= 0 && there)
        fchmod(fd, old.st_mode & 07777);
    if (fd >= 0 || (file->replaces && errno != EACCES && errno != EPERM))
        return fd;
    file->replaces = false; /* the file may be written to, its directory may not */
    return openat(file->directory, file->name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
}

int safe_file_open(int directory, const char *path, mode_t mode, struct safe_file *file)
{
    *file = (struct safe_file){.directory = directory, .name = xstrdup(path)};
    int fd = open_either(file, mode);
    file->stream = fd < 0 ? NULL : fdopen(fd, "w");
    return file->stream ? 0 : -errno;
}

/* Gives the nameless file a name: linkat(2), by /proc as AT_EMPTY_PATH needs a capability. */
static int give_name(struct safe_file *file)
{
    autofree char *self = xasprintf("/proc/self/fd/%d", fileno(file->stream));
    file->temporary = temporary_name(file->name);
    unlinkat(file->directory, file->temporary, 0);
    if (linkat(AT_FDCWD, self, file->directory, file->temporary, AT_SYMLINK_FOLLOW) == 0)
        return 0;
    int error = -errno;
    free(file->temporary);
    file->temporary = NULL;
    return error;
}

int safe_file_commit(struct safe_file *file)
{
    errno = 0;
    if (fflush(file->stream) != 0 || ferror(file->stream))
        return errno ? -errno : -EIO;
    if (!file->replaces)
        return 0;
    if (fsync(fileno(file->stream)) != 0 && errno != EINVAL)
        return -errno;
    int error = file->temporary ? 0 : give_name(file);
    if (error)
        return error;
    if (renameat(file->directory, file->temporary, file->directory, file->name) != 0)
        return -errno;
    free(file->temporary);
    file->temporary = NULL;
    return 0;
}

void safe_file_end(struct safe_file *file)
{
    if (file->temporary)
        unlinkat(file->directory, file->temporary, 0);
    cleanup_file(&file->stream);
    free(file->temporary);
    free(file->name);
    *file = (struct safe_file){0};
}
