#include "rundir.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "failure.h"
#include "libc_copy.h"
#include "library.h"
#include "options.h"
#include "shared_page.h"
#include "spare.h"
#include "trace.h"
#include "util.h"

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

/* --- the directory --- */

/* The stand-in, and the lists it reads, beside each other. */
static int write_stand_in(const char *directory, const struct rundir_setup *setup, char **what)
{
    autofree char *program = library_companion(RUN_STAND_IN);
    autofree char *path = xasprintf("%s/" RUN_STAND_IN, directory);
    autofree char *lists = xasprintf("%s/" SPARE_LISTS, directory);
    if (setup->spared_count == 0)
        return 0;
    if (!program || symlink(program, path) != 0)
        return failure(what, program ? -errno : -ENOENT, "link the stand-in to", path);
    return symlink(setup->stand_ins, lists) == 0 ? 0 : failure(what, -errno, "create", lists);
}

/* A directory that is there already is the caller's own and empty. */
static int make_directory(const char *path, char **what)
{
    if (mkdir(path, 0700) == 0 || (errno == EEXIST && chmod(path, 0700) == 0))
        return 0;
    return failure(what, -errno, "create", path);
}

/* The first chunk; those who run add theirs. */
static int write_trace(const char *directory, char **what)
{
    const struct trace_header header = {.magic = TRACE_MAGIC,
                                        .version = TRACE_VERSION,
                                        .oldest_reader = TRACE_OLDEST_READER,
                                        .chunk_size = TRACE_CHUNK};
    autofree char *path = xasprintf("%s/" RUN_TRACE, directory);
    autoclose int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return failure(what, -errno, "create", path);
    ssize_t written = write(fd, &header, sizeof header);
    if (written != sizeof header || ftruncate(fd, TRACE_CHUNK) != 0)
        return failure(what, written == 0 ? -ENOSPC : -errno, "write", path);
    return 0;
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
    if (!library_path()) {
        *what = xasprintf("cannot find libparibus.so beside this program");
        return -ENOENT;
    }
    if (strlen(directory) >= sizeof((struct run_config *)0)->library - 64)
        return failure(what, -ENAMETOOLONG, "use", directory);
    int error = make_directory(directory, what);
    if (!error)
        error = check_room(directory, what);
    if (!error)
        error = shared_page_write(directory, setup, what);
    if (!error)
        error = write_trace(directory, what);
    if (!error)
        error = write_stand_in(directory, setup, what);
    return error;
}

void rundir_release(const char *directory, const struct rundir_setup *setup)
{
    libc_copy_remove(directory);
    shared_page_release(directory, setup);
}
