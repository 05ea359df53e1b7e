/*
 * path: where the tree lies.  The runner puts it elsewhere where it is varied; here is written down
 * who asked.  getcwd(3), realpath(3), readlink(2) of /proc/self/exe and cwd.
 */
#include "../call.h"
#include "../real.h"
#include "../wrap.h"
#include "../banned.h"

static char *ask(struct call call, char *result)
{
    call_end_text(&call, result, result ? 0 : errno);
    return result;
}

WRAP(char *, getcwd, char *out, size_t room)
{
    struct call call = VIEW_BEGIN(getcwd, path);
    return ask(call, REAL(getcwd)(out, room));
}

WRAP_UNCHECKED(char *, __getcwd_chk, char *out, size_t room, size_t size)
{
    return wrap_getcwd(out, room < size ? room : size);
}

WRAP(char *, get_current_dir_name, void)
{
    struct call call = VIEW_BEGIN(get_current_dir_name, path);
    return ask(call, REAL(get_current_dir_name)());
}

WRAP(char *, realpath, const char *restrict path, char *restrict out)
{
    struct call call = VIEW_BEGIN(realpath, path);
    return ask(call, REAL(realpath)(path, out));
}

WRAP_UNCHECKED(char *, __realpath_chk, const char *path, char *out, size_t size)
{
    struct call call = VIEW_BEGIN(realpath, path);
    return ask(call,
               REAL_AS(char *(*)(const char *, char *, size_t), __realpath_chk)(path, out, size));
}

WRAP(char *, canonicalize_file_name, const char *path)
{
    return wrap_realpath(path, NULL);
}

/* --- links that lead to the program and to where it works --- */

static bool leads_here(const char *path)
{
    return path && text_starts(path, "/proc/self/") &&
           (text_equal(path + 11, "exe") || text_equal(path + 11, "cwd"));
}

static ssize_t read_link(struct call call, int at, const char *path, char *out, size_t room)
{
    long length = sys4(SYS_readlinkat, at, path, out, room);
    size_t shown = length > 0 ? (size_t)length : 0;
    call_end_detail(&call, hash_bytes(out, shown, 0), out, shown, length < 0 ? (int)-length : 0);
    return deliver(length);
}

WRAP(ssize_t, readlink, const char *restrict path, char *restrict out, size_t room)
{
    if (!leads_here(path))
        return deliver(sys4(SYS_readlinkat, AT_FDCWD, path, out, room));
    return read_link(VIEW_BEGIN(readlink, path), AT_FDCWD, path, out, room);
}

WRAP(ssize_t, readlinkat, int at, const char *restrict path, char *restrict out, size_t room)
{
    if (!leads_here(path))
        return deliver(sys4(SYS_readlinkat, at, path, out, room));
    return read_link(VIEW_BEGIN(readlinkat, path), at, path, out, room);
}

/* The fortified forms abort when `size` is less than `room`; libc's own does that. */
WRAP_UNCHECKED(ssize_t, __readlink_chk, const char *path, char *out, size_t room, size_t size)
{
    if (room > size)
        return REAL_AS(ssize_t(*)(const char *, char *, size_t, size_t),
                       __readlink_chk)(path, out, room, size);
    return wrap_readlink(path, out, room);
}

WRAP_UNCHECKED(ssize_t, __readlinkat_chk, int at, const char *path, char *out, size_t room,
               size_t size)
{
    if (room > size)
        return REAL_AS(ssize_t(*)(int, const char *, char *, size_t, size_t),
                       __readlinkat_chk)(at, path, out, room, size);
    return wrap_readlinkat(at, path, out, room);
}
