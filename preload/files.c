#include "files.h"
#include "identity.h"
#include "writer.h"
#include "wrap.h"
#include "banned.h"
#include <stdarg.h>

static void note_written(const char *path, int flags)
{
    char *const list[] = {NULL};
    bool writes = (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC);
    if (writes && lib.watch && lib.config->flags & RUN_FLAG_FILES)
        writer_text(TRACE_FILE, (uint32_t)flags, path, list);
}

long files_open(int at, const char *path, int flags, unsigned mode)
{
    if (lib.ready && path && path[0] == '/' && (path[1] == 'd' || path[1] == 'p')) {
        long fd = random_open(path, flags);
        if (fd != FILES_NOT_MINE)
            return fd;
    }
    long fd = cancellable(sys4(SYS_openat, at, path, flags, mode));
    if (fd >= 0 && lib.ready) {
        identity_check();
        note_written(path, flags);
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
