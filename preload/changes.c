/*
 * What a program changes in the tree of files besides what it opens for writing: names made, moved
 * and removed.  Written down in the runs of a check that ask for it; what is made without being
 * opened gets its place in the order of writing.
 */
#include "changes.h"
#include "confine.h"
#include "identity.h"
#include "real.h"
#include "stamp.h"
#include "writer.h"
#include "wrap.h"
#include "banned.h"
#include <stdio.h>

static bool wanted(void)
{
    return lib.ready && lib.watch && lib.config->flags & RUN_FLAG_FILES;
}

/* The directory a relative name starts at: getcwd(2), proc(5). */
static void directory_of(int at, char directory[CHANGES_ROOM])
{
    char link[40] = "/proc/self/fd/";
    long length;
    if (at == AT_FDCWD) {
        length = sys2(SYS_getcwd, directory, CHANGES_ROOM) - 1;
    } else {
        number_text(link + text_length(link), (uint64_t)at, 10);
        length = sys4(SYS_readlinkat, AT_FDCWD, link, directory, CHANGES_ROOM - 1);
    }
    directory[length > 0 ? length : 0] = '\0';
}

void changes_write(enum trace_type type, uint32_t arg, int at, const char *path)
{
    char directory[CHANGES_ROOM] = "";
    char *const list[] = {directory, NULL};
    if (path[0] != '/')
        directory_of(at, directory);
    writer_text(type, arg, path, list);
}

static void note(enum change_kind kind, int at, const char *path)
{
    if (!wanted() || !path)
        return;
    identity_check();
    changes_write(TRACE_CHANGE, kind, at, path);
}

void changes_made(int at, const char *path)
{
    if (lib.ready && !confined() && stamps_count())
        stamp_made(at, path);
    note(CHANGE_MADE, at, path);
}

static int made(int result, int at, const char *path)
{
    if (result == 0)
        note(CHANGE_MADE, at, path);
    return result;
}

static int gone(int result, int at, const char *path)
{
    if (result == 0)
        note(CHANGE_GONE, at, path);
    return result;
}

/* Something new that is not opened. */
static int stamped(int result, int at, const char *path)
{
    if (result == 0)
        changes_made(at, path);
    return result;
}

static int moved(int result, int from_at, const char *from, int at, const char *path)
{
    if (result == 0) {
        note(CHANGE_GONE, from_at, from);
        note(CHANGE_MOVED, at, path);
    }
    return result;
}

/* --- names --- */

WRAP(int, rename, const char *from, const char *to)
{
    return moved(REAL(rename)(from, to), AT_FDCWD, from, AT_FDCWD, to);
}

WRAP(int, renameat, int from_at, const char *from, int to_at, const char *to)
{
    return moved(REAL(renameat)(from_at, from, to_at, to), from_at, from, to_at, to);
}

/* Exchanged names are both there still: they count as moved, each. */
WRAP(int, renameat2, int from_at, const char *from, int to_at, const char *to, unsigned flags)
{
    int result = moved(REAL(renameat2)(from_at, from, to_at, to, flags), from_at, from, to_at, to);
    if (result == 0 && flags & RENAME_EXCHANGE)
        note(CHANGE_MOVED, from_at, from);
    return result;
}

WRAP(int, link, const char *from, const char *to)
{
    return made(REAL(link)(from, to), AT_FDCWD, to);
}

WRAP(int, linkat, int from_at, const char *from, int to_at, const char *to, int flags)
{
    return made(REAL(linkat)(from_at, from, to_at, to, flags), to_at, to);
}

WRAP(int, symlink, const char *target, const char *path)
{
    return stamped(REAL(symlink)(target, path), AT_FDCWD, path);
}

WRAP(int, symlinkat, const char *target, int at, const char *path)
{
    return stamped(REAL(symlinkat)(target, at, path), at, path);
}

WRAP(int, mkdir, const char *path, mode_t mode)
{
    return stamped(REAL(mkdir)(path, mode), AT_FDCWD, path);
}

WRAP(int, mkdirat, int at, const char *path, mode_t mode)
{
    return stamped(REAL(mkdirat)(at, path, mode), at, path);
}

WRAP(int, unlink, const char *path)
{
    return gone(REAL(unlink)(path), AT_FDCWD, path);
}

WRAP(int, unlinkat, int at, const char *path, int flags)
{
    return gone(REAL(unlinkat)(at, path, flags), at, path);
}

WRAP(int, rmdir, const char *path)
{
    return gone(REAL(rmdir)(path), AT_FDCWD, path);
}

WRAP(int, remove, const char *path)
{
    return gone(REAL(remove)(path), AT_FDCWD, path);
}

/* --- what is there already --- */

/* Its owner or mode was changed: that has a time of its own. */
static int altered(int result, int at, const char *path, int flags)
{
    if (result == 0 && lib.ready && !confined() && stamps_count())
        stamp_altered(at, path, flags);
    return result;
}

WRAP(int, chmod, const char *path, mode_t mode)
{
    return made(altered(REAL(chmod)(path, mode), AT_FDCWD, path, 0), AT_FDCWD, path);
}

WRAP(int, fchmodat, int at, const char *path, mode_t mode, int flags)
{
    return made(altered(REAL(fchmodat)(at, path, mode, flags), at, path, flags), at, path);
}

WRAP(int, fchmod, int fd, mode_t mode)
{
    return altered(REAL(fchmod)(fd, mode), fd, "", AT_EMPTY_PATH);
}

WRAP(int, chown, const char *path, uid_t owner, gid_t group)
{
    return altered(REAL(chown)(path, owner, group), AT_FDCWD, path, 0);
}

WRAP(int, lchown, const char *path, uid_t owner, gid_t group)
{
    return altered(REAL(lchown)(path, owner, group), AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
}

WRAP(int, fchown, int fd, uid_t owner, gid_t group)
{
    return altered(REAL(fchown)(fd, owner, group), fd, "", AT_EMPTY_PATH);
}

WRAP(int, fchownat, int at, const char *path, uid_t owner, gid_t group, int flags)
{
    return altered(REAL(fchownat)(at, path, owner, group, flags), at, path, flags);
}

WRAP(int, truncate, const char *path, off_t length)
{
    return made(REAL(truncate)(path, length), AT_FDCWD, path);
}
WRAP_ALIAS(truncate64, truncate)

/* --- streams --- */

static bool is_pipe(const struct stat *status)
{
    return S_ISFIFO(status->st_mode) && status->st_dev == lib.shared->pipes;
}

static bool is_null(const struct stat *status)
{
    return status->st_dev == lib.shared->null[0] && status->st_ino == lib.shared->null[1];
}

/* As /proc/self/fd shows it, which is asked for what cannot be told without: see program.h. */
static void name_stream(int fd, char name[CHANGES_ROOM])
{
    struct stat status;
    name[0] = '\0';
    if (sys4(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) != 0)
        return; /* closed */
    if (is_pipe(&status)) {
        memcpy(name, "pipe:[", 6);
        memcpy(number_text(name + 6, status.st_ino, 10), "]", 2);
    } else if (is_null(&status)) {
        memcpy(name, "/dev/null", 10);
    } else {
        directory_of(fd, name);
    }
}

void changes_note_streams(void)
{
    char name[3][CHANGES_ROOM];
    char *const list[] = {name[1], name[2], NULL};
    for (int fd = 0; fd < 3; fd++)
        name_stream(fd, name[fd]);
    writer_text(TRACE_STREAMS, 0, name[0], list);
}
