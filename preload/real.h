/*
 * libc's own function behind a wrapper that cannot be replaced by a raw system call.
 * Looked up once, on the first call, in the objects after ours; never through dlsym.
 *
 *     return REAL(popen)(command, type);
 */
#ifndef PARIBUS_REAL_H
#define PARIBUS_REAL_H

#include "objects.h"

#define REAL_AS(type, name)                                                                        \
    ({                                                                                             \
        static void *real_##name SELDOM;                                                           \
        void *found_##name = __atomic_load_n(&real_##name, __ATOMIC_RELAXED);                      \
        if (unlikely(!found_##name)) {                                                             \
            found_##name = symbol_next(#name);                                                     \
            __atomic_store_n(&real_##name, found_##name, __ATOMIC_RELAXED);                        \
        }                                                                                          \
        (type)(found_##name);                                                                      \
    })
#define REAL(name) REAL_AS(__typeof__(&name), name)

#endif
