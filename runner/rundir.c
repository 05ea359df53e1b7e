#include "rundir.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "libc_copy.h"
#include "options.h"
#include "spare.h"
#include "store.h"
#include "trace.h"
#include "util.h"

/* Inlined under UBSan, gcc believes that the path may be null. */
__attribute__((noinline)) static int fail(char **what, int error, const char *verb,
                                          const char *path)
{
    *what = xasprintf("cannot %s '%s': %s", verb, path, strerror(-error));
    return error;
}

/* --- the library --- */

static char *beside_program(const char *relative)
{
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return NULL;
    program[length] = '\0';
    char *slash = strrchr(program, '/');
    *slash = '\0';
    autofree char *path = xasprintf("%s/%s", program, relative);
    return realpath(path, NULL);
}

/* LD_PRELOAD is a list, ld.so(8): these cannot be in a name. */
static bool is_listable(const char *path)
{
    return !strpbrk(path, ": \t\n");
}

/* A link to `library` in a directory of ours; malloc'd, NULL: none can be made there. */
static char *link_in(const char *directory, const char *library)
{
    char target[4096];
    char *path = xasprintf("%s/libparibus-%016llx.so", directory,
                           (unsigned long long)hash_bytes(library, strlen(library), 0));
    if (is_listable(path) && (symlink(library, path) == 0 || errno == EEXIST)) {
        ssize_t length = readlink(path, target, sizeof target);
        if (length == (ssize_t)strlen(library) && memcmp(target, library, (size_t)length) == 0)
            return path;
    }
    free(path);
    return NULL;
}

/* The library by a name that LD_PRELOAD can hold; where none can be had, by its own. */
static char *listable(char *library)
{
    autofree char *state = NULL, *temporary = NULL, *instead = NULL, *what = NULL;
    if (!library || is_listable(library))
        return library;
    char *link = store_place(&state, &instead, &what) == 0 ? link_in(state, library) : NULL;
    if (!link && store_temporary(&temporary) == 0)
        link = link_in(temporary, library);
    if (!link)
        return library;
    free(library);
    return link;
}

/* Installed, or in the build tree. */
static char *companion(const char *name)
{
    static const char *const places[] = {"../" PARIBUS_LIBDIR "/paribus", "../lib/paribus"};
    char *found = NULL;
    for (size_t i = 0; !found && i < sizeof places / sizeof *places; i++) {
        autofree char *relative = xasprintf("%s/%s", places[i], name);
        found = beside_program(relative);
    }
    return found;
}

const char *rundir_library(void)
{
    static char *found;
    if (!found)
        found = listable(companion("libparibus.so"));
    return found;
}

/* --- modes --- */

static int by_value(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

void rundir_modes(struct rundir_setup *setup, const struct options *options)
{
    const struct option_units *named = options->free.count ? &options->free : &options->hold;
    memcpy(setup->mode, options->mode, sizeof setup->mode);
    memcpy(setup->chosen, options->mode, sizeof setup->chosen);
    if (named->count == 0)
        return;
    bool freed = named == &options->free;
    for (int source = 0; source < SOURCE_COUNT; source++) {
        if (setup->mode[source] == MODE_OFF)
            continue;
        setup->mode[source] = freed ? MODE_PIN : MODE_VARY;
        setup->chosen[source] = freed ? MODE_VARY : MODE_PIN;
    }
    qsort(named->items, named->count, sizeof *named->items, by_value);
    setup->units = named->items;
    setup->unit_count = named->count;
    setup->flags |= RUN_FLAG_STACKS;
}

/* --- ids --- */

uint32_t rundir_pid_max(void)
{
    autofree char *text = NULL;
    size_t length;
    if (read_whole_file("/proc/sys/kernel/pid_max", &text, &length) != 0)
        return 32768;
    unsigned long value = strtoul(text, NULL, 10);
    return value > 1000 && value < RUN_CLOCKS ? (uint32_t)value : 32768;
}

uint64_t rundir_first_unit(void)
{
    return hash_mix(UNIT_PID, 0, 0);
}

/* The same choice as the library makes for every other process. */
int rundir_first_pid(const struct rundir_setup *setup)
{
    uint8_t mode = setup->mode[SOURCE_pid];
    for (size_t i = 0; i < setup->unit_count; i++) {
        if (setup->units[i] == rundir_first_unit())
            mode = setup->chosen[SOURCE_pid];
    }
    struct run_config config = {
        .seed = setup->seed, .vary_seed = setup->vary_seed, .pid_max = rundir_pid_max()};
    return (int)run_pid(&config, rundir_first_unit(), mode == MODE_VARY);
}

static bool has_file(const char *directory, const char *name)
{
    autofree char *path = xasprintf("%s/%s", directory, name);
    return access(path, F_OK) == 0;
}

bool rundir_is_run(const char *directory)
{
    return has_file(directory, RUN_SHARED) && has_file(directory, RUN_TRACE);
}

char *rundir_state(const char *directory, uint64_t pid_unit, unsigned filler)
{
    return xasprintf("0.%llx.%.*d:%s", (unsigned long long)pid_unit, (int)filler, 0, directory);
}

/* --- secrets: one key per user, so that two runs can be compared --- */

/* Without a place to keep it the key is of this run alone: secrets then never compare equal. */
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

/* --- the directory --- */

static int write_file(const char *directory, const char *name, const void *data, size_t size,
                      size_t extent, char **what)
{
    autofree char *path = xasprintf("%s/%s", directory, name);
    autoclose int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return fail(what, -errno, "create", path);
    ssize_t written = pwrite(fd, data, size, 0);
    if (written != (ssize_t)size || ftruncate(fd, (off_t)extent) != 0)
        return fail(what, written < 0 ? -errno : -ENOSPC, "write", path);
    return 0;
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
    };
    config->terminal = setup->terminal;
    config->filler = setup->filler;
    config->blanks = setup->blanks;
    memcpy(config->machine, setup->machine, sizeof config->machine);
    memcpy(config->mode, setup->mode, sizeof config->mode);
    memcpy(config->chosen, setup->chosen, sizeof config->chosen);
    const char *library = rundir_library();
    if (strlen(library) >= sizeof config->library)
        return fail(what, -ENAMETOOLONG, "use", library);
    strcpy(config->library, library);
    if (setup->tmpdir && strlen(setup->tmpdir) < sizeof config->tmpdir)
        strcpy(config->tmpdir, setup->tmpdir);
    if (setup->follow && strlen(setup->follow) >= sizeof config->follow)
        return fail(what, -ENAMETOOLONG, "follow", setup->follow);
    if (setup->follow)
        strcpy(config->follow, setup->follow);
    return 0;
}

/* The stand-in, and the lists it reads, beside each other. */
static int write_stand_in(const char *directory, const struct rundir_setup *setup, char **what)
{
    autofree char *program = companion(RUN_STAND_IN);
    autofree char *path = xasprintf("%s/" RUN_STAND_IN, directory);
    autofree char *lists = xasprintf("%s/" SPARE_LISTS, directory);
    if (setup->spared_count == 0)
        return 0;
    if (!program || symlink(program, path) != 0)
        return fail(what, program ? -errno : -ENOENT, "link the stand-in to", path);
    return symlink(setup->stand_ins, lists) == 0 ? 0 : fail(what, -errno, "create", lists);
}

/* A directory that is there already is the caller's own and empty. */
static int make_directory(const char *path, char **what)
{
    if (mkdir(path, 0700) == 0 || (errno == EEXIST && chmod(path, 0700) == 0))
        return 0;
    return fail(what, -errno, "create", path);
}

/*
 * Who touches a page of the tables for which the disk has no room is ended by SIGBUS, mmap(2): the
 * room is taken beforehand, here for what lies before the levels and for the first of each.
 */
static int reserve(int fd, struct run_extent extent)
{
    bool taken = fallocate(fd, 0, (off_t)extent.from, (off_t)(extent.to - extent.from)) == 0;
    return taken || errno == EOPNOTSUPP ? 0 : -errno;
}

static int reserve_tables(int fd)
{
    int error = reserve(fd, (struct run_extent){0, offsetof(struct run_shared, inode)});
    for (int table = 0; !error && table < RUN_TABLES; table++)
        error = reserve(fd, run_level((enum run_table)table, 0));
    return error;
}

/* The ids that the configuration counts: units, then spared images, behind the tables. */
static int write_ids(int fd, const uint64_t *ids, size_t count, size_t from)
{
    ssize_t size = (ssize_t)(count * sizeof *ids);
    off_t at = (off_t)(offsetof(struct run_shared, unit) + from * sizeof *ids);
    ssize_t written = size ? pwrite(fd, ids, (size_t)size, at) : 0;
    return written == size ? 0 : written < 0 ? -errno : -ENOSPC;
}

static int fill_tables(const char *directory, const struct rundir_setup *setup, char **what)
{
    autofree char *path = xasprintf("%s/%s", directory, RUN_SHARED);
    autoclose int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    int error = fd >= 0 ? reserve_tables(fd) : -errno;
    if (!error)
        error = write_ids(fd, setup->units, setup->unit_count, 0);
    if (!error)
        error = write_ids(fd, setup->spared, setup->spared_count, setup->unit_count);
    return error ? fail(what, error, "make room in", path) : 0;
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

/* What is asked for and the counters at the start; the tables behind them are zero. */
static int write_shared(const char *directory, const struct rundir_setup *setup, char **what)
{
    size_t size = offsetof(struct run_shared, ordinal);
    autofree struct run_shared *shared = xcalloc(1, size);
    shared->magic = RUN_MAGIC;
    shared->trace_end = TRACE_CHUNK;
    for (int table = 0; table < RUN_TABLES; table++)
        shared->levels[table] = 1;
    note_streams(shared);
    int error = fill_config(&shared->config, setup, what);
    if (error)
        return error;
    libc_copy_make(directory, &shared->config);
    error = write_file(directory, RUN_SHARED, shared, size, sizeof(struct run_shared), what);
    return error ? error : fill_tables(directory, setup, what);
}

static void punch(int fd, size_t from, size_t to)
{
    fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)from, (off_t)(to - from));
}

void rundir_release(const char *directory, const struct rundir_setup *setup)
{
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    autoclose int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    libc_copy_remove(directory);
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

static int write_trace(const char *directory, char **what)
{
    struct trace_header header = {.magic = TRACE_MAGIC,
                                  .version = TRACE_VERSION,
                                  .oldest_reader = TRACE_OLDEST_READER,
                                  .chunk_size = TRACE_CHUNK};
    return write_file(directory, RUN_TRACE, &header, sizeof header, TRACE_CHUNK, what);
}

#define FIRST_ROOM (8u << 20) /* for the tables and for what a trace takes at once */

/* On a full disk no program is started. */
static int check_room(const char *directory, char **what)
{
    struct statvfs disk;
    if (statvfs(directory, &disk) != 0 || (uint64_t)disk.f_bavail * disk.f_frsize >= FIRST_ROOM)
        return 0;
    *what = xasprintf("cannot run in '%s': %s (%u MiB are needed)", directory, strerror(ENOSPC),
                      FIRST_ROOM >> 20);
    return -ENOSPC;
}

int rundir_create(const char *directory, const struct rundir_setup *setup, char **what)
{
    if (!rundir_library()) {
        *what = xasprintf("cannot find libparibus.so beside this program");
        return -ENOENT;
    }
    if (strlen(directory) >= sizeof((struct run_config *)0)->library - 64)
        return fail(what, -ENAMETOOLONG, "use", directory);
    int error = make_directory(directory, what);
    if (!error)
        error = check_room(directory, what);
    if (!error)
        error = write_shared(directory, setup, what);
    if (!error)
        error = write_trace(directory, what);
    if (!error)
        error = write_stand_in(directory, setup, what);
    return error;
}
