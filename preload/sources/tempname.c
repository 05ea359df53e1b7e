/* random, in names of temporary files: mktemp(3) and its family, tempnam(3), tmpnam(3). */
#include "../call.h"
#include "../changes.h"
#include "../files.h"
#include "../real.h"
#include "../stream.h"
#include "../wrap.h"
#include "../banned.h"

#define ATTEMPTS 1000

/* Tries a name: 0 or a descriptor when it is taken by us, -EEXIST to go on, else the error. */
typedef long (*try_name)(const char *name, int flags);

static long try_file(const char *name, int flags)
{
    flags = O_RDWR | O_CREAT | O_EXCL | (flags & ~O_ACCMODE);
    long fd = sys4(SYS_openat, AT_FDCWD, name, flags, 0600);
    if (fd >= 0)
        files_opened((int)fd, AT_FDCWD, name, flags);
    return fd;
}

static long try_directory(const char *name, int flags)
{
    (void)flags;
    long result = sys3(SYS_mkdirat, AT_FDCWD, name, 0700);
    if (result == 0)
        changes_made(AT_FDCWD, name);
    return result;
}

static long try_free(const char *name, int flags)
{
    struct stat unused;
    (void)flags;
    long result = sys4(SYS_newfstatat, AT_FDCWD, name, &unused, AT_SYMLINK_NOFOLLOW);
    return result == -ENOENT ? 0 : result == 0 ? -EEXIST : result;
}

static void fill_letters(const struct call *call, char *letters)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    uint64_t value;
    if (call->mode >= MODE_PIN)
        stream_fill(stream_next(call), &value, sizeof value);
    else
        sys3(SYS_getrandom, &value, sizeof value, 0);
    for (int i = 0; i < 6; i++, value /= 62)
        letters[i] = alphabet[value % 62];
}

/* The six X before the suffix, or NULL. */
static char *find_x(char *template, int suffix)
{
    size_t length = text_length(template);
    if (suffix < 0 || length < 6 + (size_t)suffix)
        return NULL;
    char *letters = template + length - 6 - suffix;
    return text_starts(letters, "XXXXXX") ? letters : NULL;
}

static long make_name(const struct call *call, char *template, int suffix, int flags, try_name try)
{
    char *letters = find_x(template, suffix);
    if (!letters)
        return -EINVAL;
    for (int i = 0; i < ATTEMPTS; i++) {
        fill_letters(call, letters);
        long result = try(template, flags);
        if (result != -EEXIST)
            return result;
    }
    return -EEXIST;
}

/* The names libc could have made: from the kernel's bytes, or from our streams. */
static long named(struct call call, char *template, int suffix, int flags, try_name try)
{
    long result = make_name(&call, template, suffix, flags, try);
    const char *detail = result < 0 ? "" : template;
    size_t length = text_length(detail);
    call_end_detail(&call, hash_bytes(detail, length, 0), detail, length,
                    result < 0 ? (int)-result : 0);
    return result;
}

WRAP(int, mkstemp, char *template)
{
    return (int)deliver(named(CALL_BEGIN(mkstemp, tempname), template, 0, 0, try_file));
}
WRAP_ALIAS(mkstemp64, mkstemp)

WRAP(int, mkostemp, char *template, int flags)
{
    return (int)deliver(named(CALL_BEGIN(mkostemp, tempname), template, 0, flags, try_file));
}
WRAP_ALIAS(mkostemp64, mkostemp)

WRAP(int, mkstemps, char *template, int suffix)
{
    return (int)deliver(named(CALL_BEGIN(mkstemps, tempname), template, suffix, 0, try_file));
}
WRAP_ALIAS(mkstemps64, mkstemps)

WRAP(int, mkostemps, char *template, int suffix, int flags)
{
    return (int)deliver(named(CALL_BEGIN(mkostemps, tempname), template, suffix, flags, try_file));
}
WRAP_ALIAS(mkostemps64, mkostemps)

WRAP(char *, mkdtemp, char *template)
{
    long result = named(CALL_BEGIN(mkdtemp, tempname), template, 0, 0, try_directory);
    return deliver(result) < 0 ? NULL : template;
}

/* On failure the name becomes empty: mktemp(3). */
WRAP(char *, mktemp, char *template)
{
    if (deliver(named(CALL_BEGIN(mktemp, tempname), template, 0, 0, try_free)) < 0)
        *template = '\0';
    return template;
}

static bool is_directory(const char *path)
{
    struct stat status;
    return path && *path && sys4(SYS_newfstatat, AT_FDCWD, path, &status, 0) == 0 &&
           S_ISDIR(status.st_mode);
}

WRAP(char *, tempnam, const char *directory, const char *prefix)
{
    struct call call = CALL_BEGIN(tempnam, tempname);
    if (call.mode == MODE_OFF)
        return REAL(tempnam)(directory, prefix);
    const char *chosen = REAL(secure_getenv)("TMPDIR");
    chosen = is_directory(chosen) ? chosen : is_directory(directory) ? directory : P_tmpdir;
    size_t base = text_length(chosen), start = prefix ? text_length(prefix) : 4;
    start = start < 5 ? start : 5;
    char *name = REAL(malloc)(base + start + 8);
    if (!name)
        return NULL;
    memcpy(name, chosen, base);
    name[base] = '/';
    memcpy(name + base + 1, prefix ? prefix : "file", start);
    memcpy(name + base + 1 + start, "XXXXXX", 7);
    if (deliver(named(call, name, 0, 0, try_free)) < 0) {
        REAL(free)(name);
        return NULL;
    }
    return name;
}

WRAP(char *, tmpnam, char *name)
{
    static char own[L_tmpnam];
    struct call call = CALL_BEGIN(tmpnam, tempname);
    if (call.mode == MODE_OFF)
        return REAL(tmpnam)(name);
    char *result = name ? name : own;
    memcpy(result, P_tmpdir "/fileXXXXXX", sizeof P_tmpdir "/fileXXXXXX");
    return deliver(named(call, result, 0, 0, try_free)) < 0 ? NULL : result;
}
WRAP_ALIAS(tmpnam_r, tmpnam)
