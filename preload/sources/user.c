/*
 * user: who runs the program.  Which ids it sees is the kernel's own work, in a user namespace
 * where they are varied; here is written down who asked.  Only logins, which are the machine's
 * business, are answered: nobody is logged in.  credentials(7), getlogin(3).
 */
#include "../call.h"
#include "../real.h"
#include "../wrap.h"
#include "../banned.h"

#define ASK(type, name)                                                                            \
    WRAP(type, name, void)                                                                         \
    {                                                                                              \
        struct call call = VIEW_BEGIN(name, user);                                                 \
        long id = sys0(SYS_##name);                                                                \
        call_end(&call, (uint64_t)id, 0);                                                          \
        return (type)id;                                                                           \
    }
ASK(uid_t, getuid)
ASK(uid_t, geteuid)
ASK(gid_t, getgid)
ASK(gid_t, getegid)

#define ASK_THREE(type, name)                                                                      \
    WRAP_UNCHECKED(int, name, type *real, type *effective, type *saved)                            \
    {                                                                                              \
        struct call call = VIEW_BEGIN(name, user);                                                 \
        long result = sys3(SYS_##name, real, effective, saved);                                    \
        call_end(&call, result ? 0 : *real, (int)-result);                                         \
        return (int)deliver(result);                                                               \
    }
ASK_THREE(uid_t, getresuid)
ASK_THREE(gid_t, getresgid)

static void end_groups(const struct call *call, const gid_t *list, long count)
{
    char line[1024];
    size_t length = 0;
    if (!lib.watch || call->mode == MODE_OFF || count < 0)
        return;
    for (long i = 0; i < count && length + 24 < sizeof line; i++) {
        length = (size_t)(number_text(line + length, list[i], 10) - line);
        line[length++] = ' ';
    }
    call_end_detail(call, hash_bytes(line, length, 0), line, length, 0);
}

WRAP(int, getgroups, int room, gid_t *list)
{
    struct call call = VIEW_BEGIN(getgroups, user);
    long count = sys2(SYS_getgroups, room, list);
    end_groups(&call, list, room ? count : 0);
    return (int)deliver(count);
}

WRAP_UNCHECKED(int, __getgroups_chk, int room, gid_t *list, size_t size)
{
    if (room > 0 && (size_t)room * sizeof *list > size)
        return REAL_AS(int (*)(int, gid_t *, size_t), __getgroups_chk)(room, list, size);
    return wrap_getgroups(room, list);
}

/* --- who is logged in --- */

#define VARIED_LOGIN "varied-login"

/* An errno, as getlogin_r(3) returns. */
static int login(const struct call *call, char *out, size_t room)
{
    if (call->mode < MODE_PIN)
        return REAL(getlogin_r)(out, room);
    if (call->mode == MODE_PIN)
        return ENXIO;
    if (room < sizeof VARIED_LOGIN)
        return ERANGE;
    memcpy(out, VARIED_LOGIN, sizeof VARIED_LOGIN);
    return 0;
}

WRAP_UNCHECKED(int, getlogin_r, char *out, size_t room)
{
    struct call call = VIEW_BEGIN(getlogin_r, user);
    int error = login(&call, out, room);
    call_end_text(&call, error ? NULL : out, error);
    return error;
}

/* The size of the buffer is for the fortified form to check: it is the caller's room at least. */
WRAP_UNCHECKED(int, __getlogin_r_chk, char *out, size_t room, size_t size)
{
    return wrap_getlogin_r(out, room < size ? room : size);
}

WRAP(char *, getlogin, void)
{
    static char name[256] SELDOM;
    struct call call = VIEW_BEGIN(getlogin, user);
    int error = login(&call, name, sizeof name);
    call_end_text(&call, error ? NULL : name, error);
    if (error)
        errno = error;
    return error ? NULL : name;
}

WRAP_UNCHECKED(char *, cuserid, char *out)
{
    struct call call = VIEW_BEGIN(cuserid, user);
    char *name = REAL_AS(char *(*)(char *), cuserid)(out);
    call_end_text(&call, name, 0);
    return name;
}
