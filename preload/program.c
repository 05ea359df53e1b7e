#include "program.h"
#include "banned.h"

#define ROOM      1024u
#define MAX_LINKS 16

/* The path as far as it is resolved; no slash at its end, so that the root is empty. */
static struct {
    size_t length;
    char text[ROOM];
} path LAST;

static void cut(size_t length)
{
    path.length = length;
    path.text[length] = '\0';
}

static void up(void)
{
    while (path.length && path.text[--path.length] != '/') {
    }
    cut(path.length);
}

/* One name on; false: there is no room. */
static bool enter(const char *name, size_t length)
{
    if (path.length + 1 + length >= ROOM)
        return false;
    path.text[path.length] = '/';
    memcpy(path.text + path.length + 1, name, length);
    cut(path.length + 1 + length);
    return true;
}

static bool names_here(const char *name, size_t length)
{
    return length == 0 || (length == 1 && name[0] == '.');
}

static bool names_parent(const char *name, size_t length)
{
    return length == 2 && name[0] == '.' && name[1] == '.';
}

/* What a link leads to takes its place in `rest`, before what follows at `end`; false: too long. */
static bool take_link(char rest[ROOM], const char *end, const char *target, size_t length)
{
    size_t behind = text_length(end) + 1;
    if (length + behind > ROOM)
        return false;
    memmove(rest + length, end, behind);
    memcpy(rest, target, length);
    return true;
}

/* Below /proc what a link says is not where it leads. */
static bool is_magic(void)
{
    return text_equal(path.text, "/proc");
}

/* Follows the names in `rest` from where `path` stands; false: the file is not found this way. */
static bool walk(char rest[ROOM])
{
    char target[ROOM];
    unsigned links = 0;
    for (char *at = rest; *at;) {
        size_t length = 0, before = path.length;
        at += *at == '/';
        while (at[length] && at[length] != '/')
            length++;
        if (names_here(at, length) || names_parent(at, length)) {
            if (length == 2)
                up();
            at += length;
            continue;
        }
        if (!enter(at, length) || is_magic())
            return false;
        at += length;
        long got = sys4(SYS_readlinkat, AT_FDCWD, path.text, target, sizeof target);
        if (got == -EINVAL)
            continue; /* no link */
        if (got <= 0 || ++links > MAX_LINKS || !take_link(rest, at, target, (size_t)got))
            return false;
        cut(target[0] == '/' ? 0 : before);
        at = rest;
    }
    return path.length > 0;
}

static bool resolve(const char *name)
{
    char rest[ROOM];
    size_t length = text_length(name);
    if (length == 0 || length >= ROOM)
        return false;
    memcpy(rest, name, length + 1);
    cut(0);
    if (name[0] != '/') {
        if (sys2(SYS_getcwd, path.text, ROOM) <= 0 || path.text[0] != '/')
            return false; /* out of reach */
        path.length = text_length(path.text);
        cut(path.length == 1 ? 0 : path.length);
    }
    return walk(rest);
}

static const char *given_name(const ElfW(auxv_t) * auxv)
{
    for (; auxv->a_type != AT_NULL; auxv++) {
        if (auxv->a_type == AT_EXECFN)
            return (const char *)auxv->a_un.a_val;
    }
    return NULL;
}

/* What the kernel starts for a script, or another file that is no program, is given its name among
 * the arguments: execve(2). */
static bool may_be_interpreter(const char *name, char *const *argv)
{
    for (size_t i = 1; argv[0] && argv[i]; i++) {
        if (text_equal(argv[i], name))
            return true;
    }
    return false;
}

void program_find(char *const *argv, const ElfW(auxv_t) * auxv)
{
    const char *name = given_name(auxv);
    lib.exe = path.text;
    if (name && !may_be_interpreter(name, argv) && resolve(name))
        return;
    long length = sys4(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", path.text, ROOM - 1);
    cut(length > 0 ? (size_t)length : 0);
}
