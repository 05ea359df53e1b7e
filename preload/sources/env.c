/*
 * env: environment variables.  What a process sees is decided by the runner, before the start; here
 * is written down which variables were read, and their values, those that look secret as a
 * keyed hash only.  getenv(3), environ(7).
 */
#include "../call.h"
#include "../rooms.h"
#include "../wrap.h"
#include "../banned.h"

static bool contains(const char *text, const char *part)
{
    for (; *text; text++) {
        if (text_starts(text, part))
            return true;
    }
    return false;
}

static bool looks_secret(const char *name)
{
    static const char *const words[] = {"SECRET", "TOKEN",  "PASS", "KEY",    "CRED",
                                        "AUTH",   "COOKIE", "PRIV", "secret", "token",
                                        "pass",   "key",    "cred", "auth"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (contains(name, words[i]))
            return true;
    }
    return false;
}

static uint64_t value_hash(const char *value)
{
    return value ? hash_bytes(value, text_length(value), lib.config->secret_key) : 0;
}

static void end_variable(const struct call *call, const char *name, const char *value)
{
    char detail[1024];
    size_t length = text_length(name), room = sizeof detail - 2;
    if (!lib.watch || call->mode == MODE_OFF)
        return;
    length = length < 256 ? length : 256;
    memcpy(detail, name, length);
    if (value && !looks_secret(name)) {
        size_t size = text_length(value);
        size = size < room - length ? size : room - length;
        detail[length++] = '=';
        memcpy(detail + length, value, size);
        length += size;
    }
    call_end_detail(call, value_hash(value), detail, length, 0);
}

#pragma weak environ

/* What follows the `=` of an entry whose name goes on as `rest`; NULL: another name. */
static inline char *value_after(char *entry, const char *rest)
{
    while (*rest && *entry == *rest) {
        entry++;
        rest++;
    }
    return *rest == '\0' && *entry == '=' ? entry + 1 : NULL;
}

typedef uint16_t __attribute__((aligned(1), may_alias)) two_bytes;

static inline uint16_t first_two(const char *text)
{
    return *(const two_bytes *)text;
}

/* As libc does, two bytes at a time to tell most names apart; our own, because malloc replacements
 * ask before the library can look anything up. */
static char *find(const char *name)
{
    char **at = &environ ? environ : NULL;
    if (!at || !name[0])
        return NULL;
    const char wanted[] = {name[0], name[1] ? name[1] : '='};
    uint16_t two = first_two(wanted);
    for (char *entry; (entry = *at); at++) {
        if (likely(first_two(entry) != two))
            continue;
        char *value = name[1] ? value_after(entry + 2, name + 2) : entry + 2;
        if (value)
            return value;
    }
    return NULL;
}

/* Apart, so that the way of most calls keeps no registers. */
__attribute__((noinline)) static char *find_watched(const char *name)
{
    struct call call = CALL_BEGIN(getenv, env);
    char *value = find(name);
    end_variable(&call, name, value);
    return value;
}

WRAP(char *, getenv, const char *name)
{
    return likely(lib.ready && !lib.watch) ? find(name) : find_watched(name);
}

/* A privileged program, for which this answers NULL, is one we are never loaded into. */
WRAP(char *, secure_getenv, const char *name)
{
    struct call call = CALL_BEGIN(secure_getenv, env);
    char *value = find(name);
    end_variable(&call, name, value);
    return value;
}
WRAP_ALIAS(__secure_getenv, secure_getenv)

/* The block as a whole, as the image found it: an order-free hash. */
void env_note_environ(char *const *envp)
{
    struct call call = START_BEGIN(environ, env);
    uint64_t sum = 0;
    if (!lib.watch || call.mode == MODE_OFF)
        return;
    for (; *envp; envp++)
        sum += value_hash(*envp);
    call_end(&call, sum, 0);
}
