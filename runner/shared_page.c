#include "shared_page.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>
#include "failure.h"
#include "libc_copy.h"
#include "library.h"
#include "store.h"
#include "trace.h"
#include "util.h"

/* --- the config block --- */

/*
 * What secrets are hashed with: one key per user, so that those of two runs can be compared.
 * Without a place to keep it the key is of this run alone: secrets then never compare equal.
 */
static uint64_t secret_key(void)
{
    uint64_t key = 0;
    autofree char *directory = NULL, *instead = NULL, *what = NULL;
    if (getrandom(&key, sizeof key, 0) != sizeof key ||
        store_place(&directory, &instead, &what) != 0)
        return key;
    autofree char *path = xasprintf("%s/key", directory);
    autoclose int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    uint64_t kept;
    if (fd >= 0 && pread(fd, &kept, sizeof kept, 0) == sizeof kept)
        return kept;
    if (fd >= 0 && pwrite(fd, &key, sizeof key, 0) != sizeof key)
        unlink(path);
    return key;
}

static int fill_config(struct run_config *config, const struct rundir_setup *setup, char **what)
{
    *config = (struct run_config){
        .magic = RUN_MAGIC,
        .version = RUN_VERSION,
        .size = sizeof *config,
        .flags = setup->flags,
        .clock_kind = setup->clock_kind,
        .clock_start = setup->clock_start,
        .clock_offset = setup->clock_offset,
        .clock_tick = setup->clock_tick,
        .clock_rate = setup->clock_rate,
        .clock_pace = setup->clock_pace,
        .clock_mono = setup->clock_mono,
        .file_epoch = setup->file_epoch,
        .seed = setup->seed,
        .vary_seed = setup->vary_seed,
        .secret_key = secret_key(),
        .pid_max = rundir_pid_max(),
        .units = (uint32_t)setup->unit_count,
        .spared = (uint32_t)setup->spared_count,
        .terminal = setup->terminal,
        .filler = setup->filler,
        .blanks = setup->blanks,
    };
    memcpy(config->machine, setup->machine, sizeof config->machine);
    memcpy(config->mode, setup->mode, sizeof config->mode);
    memcpy(config->chosen, setup->chosen, sizeof config->chosen);
    const char *library = library_path();
    if (strlen(library) >= sizeof config->library)
        return failure(what, -ENAMETOOLONG, "use", library);
    strcpy(config->library, library);
    if (setup->tmpdir && strlen(setup->tmpdir) < sizeof config->tmpdir)
        strcpy(config->tmpdir, setup->tmpdir);
    if (setup->follow && strlen(setup->follow) >= sizeof config->follow)
        return failure(what, -ENAMETOOLONG, "follow", setup->follow);
    if (setup->follow)
        strcpy(config->follow, setup->follow);
    return 0;
}

/* What the library knows at sight, and need not look up in /proc. */
static void note_streams(struct run_shared *shared)
{
    struct stat status;
    int ends[2];
    if (stat("/dev/null", &status) == 0) {
        shared->null[0] = status.st_dev;
        shared->null[1] = status.st_ino;
    }
    if (pipe2(ends, O_CLOEXEC) != 0)
        return;
    if (fstat(ends[0], &status) == 0)
        shared->pipes = status.st_dev;
    close(ends[0]);
    close(ends[1]);
}

/* --- the file --- */

static int put(int fd, const void *data, size_t size, size_t at)
{
    ssize_t written = size ? pwrite(fd, data, size, (off_t)at) : 0;
    return written == (ssize_t)size ? 0 : written < 0 ? -errno : -ENOSPC;
}

/* The way of file systems without fallocate(2); the file is ours alone, and nothing in it yet. */
static int put_zeros(int fd, struct run_extent extent)
{
    const size_t piece = 1 << 16;
    autofree char *zeros = xcalloc(1, piece);
    int error = 0;
    for (size_t size; !error && extent.from < extent.to; extent.from += size) {
        size = extent.to - extent.from;
        size = size < piece ? size : piece;
        error = put(fd, zeros, size, extent.from);
    }
    return error;
}

/*
 * Who touches a page of the tables for which the disk has no room is ended by SIGBUS, mmap(2): the
 * room is taken beforehand, here for what lies before the levels and for the first of each.
 */
static int reserve(int fd, struct run_extent extent)
{
    if (fallocate(fd, 0, (off_t)extent.from, (off_t)(extent.to - extent.from)) == 0)
        return 0;
    return errno == EOPNOTSUPP || errno == ENOSYS ? put_zeros(fd, extent) : -errno;
}

static int reserve_tables(int fd)
{
    int error = reserve(fd, (struct run_extent){0, offsetof(struct run_shared, inode)});
    for (int table = 0; !error && table < RUN_TABLES; table++)
        error = reserve(fd, run_level((enum run_table)table, 0));
    return error;
}

/* The ids that the configuration counts stand behind the tables: units, then spared images. */
static int put_ids(int fd, const struct rundir_setup *setup)
{
    size_t at = offsetof(struct run_shared, unit), units = setup->unit_count * sizeof *setup->units;
    int error = put(fd, setup->units, units, at);
    return error ? error
                 : put(fd, setup->spared, setup->spared_count * sizeof *setup->spared, at + units);
}

/* The tables, which are zero; then what stands before them. */
static int fill_file(int fd, const struct run_shared *head, const struct rundir_setup *setup)
{
    int error = ftruncate(fd, sizeof *head) == 0 ? reserve_tables(fd) : -errno;
    if (!error)
        error = put(fd, head, offsetof(struct run_shared, ordinal), 0);
    return error ? error : put_ids(fd, setup);
}

int shared_page_write(const char *directory, const struct rundir_setup *setup, char **what)
{
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    autofree struct run_shared *head = xcalloc(1, offsetof(struct run_shared, ordinal));
    head->magic = RUN_MAGIC;
    head->trace_end = TRACE_CHUNK;
    for (int table = 0; table < RUN_TABLES; table++)
        head->levels[table] = 1;
    note_streams(head);
    int error = fill_config(&head->config, setup, what);
    if (error)
        return error;
    libc_copy_make(directory, &head->config);
    autoclose int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return failure(what, -errno, "create", path);
    error = fill_file(fd, head, setup);
    return error ? failure(what, error, "write", path) : 0;
}

static void punch(int fd, size_t from, size_t to)
{
    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)from, (off_t)(to - from));
}

void shared_page_release(const char *directory, const struct rundir_setup *setup)
{
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    autoclose int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    size_t tables = offsetof(struct run_shared, ordinal), end = sizeof(struct run_shared);
    size_t clocks = offsetof(struct run_shared, clock),
           behind = clocks + sizeof((struct run_shared *)0)->clock;
    if (fd < 0)
        return;
    if (setup->flags & RUN_FLAG_FILES) {
        punch(fd, tables, clocks);
        punch(fd, behind, end);
    } else {
        punch(fd, tables, end);
    }
}
