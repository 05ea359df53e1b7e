#include "call.h"
#include "changes.h"
#include "clock.h"
#include "confine.h"
#include "files.h"
#include "flow.h"
#include "identity.h"
#include "stamp.h"
#include "wrap.h"
#include "banned.h"
#include <stdarg.h>

static bool writes(int flags)
{
    return (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
}

void files_opened(int fd, int at, const char *path, int flags)
{
    if (!lib.ready)
        return;
    identity_check();
    if (lib.watch && lib.config->flags & RUN_FLAG_FILES)
        changes_write(TRACE_FILE, (uint32_t)flags, at, path);
    if (stamps_count())
        stamp_opened(fd, at, path, flags);
}

/* --- files that tell of the machine: what they say is the runner's doing --- */

enum scene_call {
    host_call = CALL_host_file,
    user_call = CALL_user_file,
    cpu_call = CALL_cpu_file,
    timezone_call = CALL_timezone_file,
};
static const struct scene {
    const char *path;
    uint16_t call;
    uint8_t source;
} scenes[] = {
#define SCENE(source, path, content) {path, source##_call, SOURCE_##source},
#include "scenery.def"
#undef SCENE
};

static void note_scene(const char *path)
{
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        if (!text_equal(path, scenes[i].path))
            continue;
        struct call call = call_begin(scenes[i].call, scenes[i].source, lib.whole, ASKER_CALLER);
        call_end_text(&call, path, 0);
        return;
    }
}

/* --- open --- */

long files_open(int at, const char *path, int flags, unsigned mode)
{
    bool absolute = lib.ready && plausible(path) && path[0] == '/';
    clock_other_work();
    if (absolute && (path[1] == 'd' || path[1] == 'p')) {
        long fd = random_open(path, flags);
        if (fd == FILES_NOT_MINE)
            fd = procfs_open(path, flags);
        if (fd != FILES_NOT_MINE)
            return fd;
    }
    if (absolute && lib.watch)
        note_scene(path);
    long fd = cancellable(sys4(SYS_openat, at, path, flags, mode));
    if (fd >= 0 && writes(flags)) {
        files_opened((int)fd, at, path, flags);
    } else if (fd >= 0 && lib.ready) {
        identity_check();
        if (lib.watch)
            flow_read(at, path, flags);
    }
    return fd;
}

/* The mode argument is there only when a file may be created: open(2). */
static unsigned mode_argument(int flags, va_list arguments)
{
    bool creates = flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE;
    return creates ? va_arg(arguments, unsigned) : 0;
}

WRAP(int, open, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    unsigned mode = mode_argument(flags, arguments);
    va_end(arguments);
    return (int)deliver(files_open(AT_FDCWD, path, flags, mode));
}
WRAP_ALIAS(open64, open)
WRAP_ALIAS(__open, open)
WRAP_ALIAS(__open64, open)

WRAP(int, openat, int at, const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    unsigned mode = mode_argument(flags, arguments);
    va_end(arguments);
    return (int)deliver(files_open(at, path, flags, mode));
}
WRAP_ALIAS(openat64, openat)

/* The fortified forms promise that no mode is needed. */
WRAP_ALIAS(__open_2, open)
WRAP_ALIAS(__open64_2, open)
WRAP_ALIAS(__openat_2, openat)
WRAP_ALIAS(__openat64_2, openat)

WRAP(int, creat, const char *path, mode_t mode)
{
    return (int)deliver(files_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode));
}
WRAP_ALIAS(creat64, creat)
