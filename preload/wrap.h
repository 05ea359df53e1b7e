/*
 * How a wrapper is declared.  The C function has a name of its own, so that it inherits no
 * attribute of libc's (a `nonnull` there lets the compiler delete our NULL checks) and no
 * redirection
 * (_FILE_OFFSET_BITS); the symbol is bound by an assembler name, and the type is checked against
 * libc's prototype.
 *
 *     WRAP(time_t, time, time_t *out) { ... }
 *     WRAP_ALIAS(stat64, stat)          another exported name for the same body
 */
#ifndef PARIBUS_WRAP_H
#define PARIBUS_WRAP_H

#include "lib.h"
#include <errno.h>

#define EXPORT __attribute__((visibility("default"), used))

/* For functions whose prototype the system headers do not show, or show with another type. */
#define WRAP_UNCHECKED(type, name, ...)                                                            \
    EXPORT type wrap_##name(__VA_ARGS__) __asm__(#name);                                           \
    type wrap_##name(__VA_ARGS__)

#define WRAP(type, name, ...)                                                                      \
    EXPORT type wrap_##name(__VA_ARGS__) __asm__(#name);                                           \
    static_assert(__builtin_types_compatible_p(__typeof__(&name), __typeof__(&wrap_##name)),       \
                  #name " has another type in libc's headers");                                    \
    type wrap_##name(__VA_ARGS__)

#define WRAP_ALIAS(alias_name, name)                                                               \
    EXPORT extern __typeof__(wrap_##name) wrap_##alias_name __asm__(#alias_name)                   \
        __attribute__((alias(#name)));

/* What a libc function returns for the result of a raw system call: -1 and errno on failure. */
static inline long deliver(long result)
{
    if (result < 0 && result > -4096) {
        errno = (int)-result;
        return -1;
    }
    return result;
}

/*
 * A raw system call that libc makes a cancellation point: pthreads(7).  While a thread waits in it,
 * cancellation is asynchronous, as in libc's own implementation before 2.41.
 */
#define cancellable(syscall_expression)                                                            \
    ({                                                                                             \
        int cancel_type = cancel_open();                                                           \
        long cancel_result = (syscall_expression);                                                 \
        cancel_close(cancel_type);                                                                 \
        cancel_result;                                                                             \
    })
int cancel_open(void);
void cancel_close(int type);

#endif
