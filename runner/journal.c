#include "journal.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "remove_tree.h"
#include "util.h"

/* --- names: ".NAME.paribus-journal" and ".NAME.paribus-XXXXXX" --- */

#define NAME_ROOM 32 /* for what we add to the tree's name */

static int set_names(struct journal *journal, const char *name)
{
    size_t length = strlen(name);
    if (length == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return -EINVAL;
    if (length > NAME_MAX - NAME_ROOM)
        return -ENAMETOOLONG;
    memcpy(journal->name, name, length + 1);
    snprintf(journal->file, sizeof journal->file, ".%.200s.paribus-journal", name);
    unsigned random = (unsigned)getpid();
    if (getrandom(&random, sizeof random, 0) < 0)
        random ^= (unsigned)time(NULL);
    snprintf(journal->copy, sizeof journal->copy, ".%.200s.paribus-%06x", name, random & 0xffffff);
    return 0;
}

int journal_locate(struct journal *journal, const char *tree)
{
    *journal = (struct journal){.parent = -1, .fd = -1};
    const char *slash = strrchr(tree, '/');
    if (!slash)
        return -EINVAL;
    int error = set_names(journal, slash + 1);
    autofree char *parent = xstrndup(tree, (size_t)(slash - tree));
    if (error)
        return error;
    journal->parent = open(*parent ? parent : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return journal->parent < 0 ? -errno : 0;
}

void journal_close(struct journal *journal)
{
    cleanup_close(&journal->fd);
    cleanup_close(&journal->parent);
    journal->fd = journal->parent = -1;
}

/* --- writing --- */

int journal_write(struct journal *journal)
{
    struct stat stat;
    if (fstatat(journal->parent, journal->name, &stat, AT_SYMLINK_NOFOLLOW) != 0)
        return -errno;
    journal->device = stat.st_dev;
    journal->inode = stat.st_ino;
    int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    journal->fd = openat(journal->parent, journal->file, flags, 0600);
    if (journal->fd < 0)
        return errno == EEXIST ? -EBUSY : -errno;
    if (flock(journal->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return -EBUSY;
    int length = dprintf(journal->fd, "paribus 1 %" PRIu64 " %" PRIu64 " %s\n", journal->device,
                         journal->inode, journal->copy);
    if (length < 0 || fsync(journal->fd) != 0 || fsync(journal->parent) != 0)
        return -errno;
    return 0;
}

/* --- reading --- */

/* Somebody else's file could make us remove what it names. */
static bool is_ours(int fd)
{
    struct stat stat;
    return fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_uid == geteuid() &&
           !(stat.st_mode & 022);
}

static bool names_a_copy(const struct journal *journal, const char *copy)
{
    char prefix[NAME_MAX + 1];
    int length = snprintf(prefix, sizeof prefix, ".%.200s.paribus-", journal->name);
    return strncmp(copy, prefix, (size_t)length) == 0 && !strchr(copy, '/') &&
           strcmp(copy, journal->file) != 0;
}

/* Cut short by a crash it says nothing: then nothing had been made either. */
static int parse(struct journal *journal)
{
    char text[512], copy[256] = "";
    ssize_t length = pread(journal->fd, text, sizeof text - 1, 0);
    if (length < 0)
        return -errno;
    text[length] = '\0';
    if (length == 0 || text[length - 1] != '\n') {
        journal->inode = 0;
        return 0;
    }
    text[length - 1] = '\0';
    int start = 0;
    if (sscanf(text, "paribus 1 %" SCNu64 " %" SCNu64 " %n", &journal->device, &journal->inode,
               &start) != 2 ||
        start == 0)
        return -EINVAL;
    snprintf(copy, sizeof copy, "%.255s", text + start);
    if (!names_a_copy(journal, copy))
        return -EINVAL;
    strcpy(journal->copy, copy);
    return 0;
}

int journal_lock(int fd)
{
    for (int tries = 0; tries < 40; tries++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return 0;
        if (errno != EWOULDBLOCK)
            return -errno;
        usleep(50 * 1000);
    }
    return -EBUSY;
}

/* Whether the file we have locked is still the one that stands there. */
static bool is_current(const struct journal *journal)
{
    struct stat opened, there;
    return fstat(journal->fd, &opened) == 0 &&
           fstatat(journal->parent, journal->file, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           opened.st_ino == there.st_ino && opened.st_dev == there.st_dev;
}

int journal_read(struct journal *journal)
{
    int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC;
    journal->fd = openat(journal->parent, journal->file, flags);
    if (journal->fd < 0)
        return errno == ENOENT ? 0 : -errno;
    if (!is_ours(journal->fd))
        return -EINVAL;
    int error = journal_lock(journal->fd);
    if (error)
        return error;
    if (!is_current(journal)) {
        cleanup_close(&journal->fd);
        journal->fd = -1;
        return 0;
    }
    error = parse(journal);
    return error ? error : 1;
}

/* --- undoing --- */

enum place { PLACE_EMPTY, PLACE_ORIGINAL, PLACE_OTHER };

static enum place look(const struct journal *journal, const char *name)
{
    struct stat stat;
    if (fstatat(journal->parent, name, &stat, AT_SYMLINK_NOFOLLOW) != 0)
        return PLACE_EMPTY;
    return stat.st_dev == journal->device && stat.st_ino == journal->inode ? PLACE_ORIGINAL
                                                                           : PLACE_OTHER;
}

static int put_back(const struct journal *journal)
{
    enum place tree = look(journal, journal->name), copy = look(journal, journal->copy);
    if (tree == PLACE_ORIGINAL)
        return 0;
    if (copy != PLACE_ORIGINAL)
        return -ESTALE; /* somebody moved it: hands off */
    unsigned flags = tree == PLACE_EMPTY ? RENAME_NOREPLACE : RENAME_EXCHANGE;
    int parent = journal->parent;
    return renameat2(parent, journal->copy, parent, journal->name, flags) != 0 ? -errno : 0;
}

int journal_undo(struct journal *journal)
{
    int error = journal->inode ? put_back(journal) : 0;
    if (!error && journal->inode) {
        fsync(journal->parent);
        error = remove_tree_at(journal->parent, journal->copy);
    }
    if (!error && unlinkat(journal->parent, journal->file, 0) != 0)
        error = -errno;
    return error;
}
