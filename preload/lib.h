/*
 * The library's own state: one struct, set up once by init.c and read everywhere.
 * Before `ready` every mode is off, so that a call which comes early passes through.
 */
#ifndef PARIBUS_LIB_H
#define PARIBUS_LIB_H

#include <stdbool.h>
#include <stdint.h>
#include "arch.h"
#include "run.h"
#include "trace.h"

/* Address space taken whether a run is traced or not: what the program maps lies at the same place
 * either way. */
#define TRACE_ROOM (4u << 20)

#define likely(x)   __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* Where a variable lies, see layout.ld: away from what starting writes; at its end, where that
 * needs little more than the beginning; or where a forked child finds zeros, for what is only true
 * of one process or can be found again. */
#define SELDOM __attribute__((section(".bss.seldom")))
#define LAST   __attribute__((section(".bss.last")))
#define WIPED  __attribute__((section(".bss.wiped")))

enum call_number {
#define CALL(number, name, source, codec, attach, what) CALL_##name = number,
#define HOOK(number, name, attach, why)                 HOOK_##name = number,
#define ALIAS(name, of)
#include "calls.def"
#undef CALL
#undef HOOK
#undef ALIAS
};

struct lib {
    const struct run_config *config;
    struct run_shared *shared;
    char *room;                     /* TRACE_ROOM bytes for the writer's windows; NULL: none */
    uint8_t mode[RUN_MAX_SOURCES];  /* enum mode, all off until ready */
    uint8_t whole[RUN_MAX_SOURCES]; /* the mode of what is the same for the whole tree */
    bool ready;
    bool alone;          /* without a runner: faketime.h */
    bool watch;          /* events are written or units are chosen: calls need their site */
    bool hidden;         /* our variables were taken out of environ */
    bool traced;         /* PTRACE_TRACEME, ptrace(2): by this program or one it came from */
    bool confined;       /* see confine.h */
    uint32_t early;      /* calls before ready */
    uint32_t refused;    /* entry patches refused */
    uintptr_t stack_top; /* of the first thread */
    uintptr_t libc_text; /* where libc's code lies, and how much; 0: not found */
    size_t libc_size;
    const char *exe;     /* path of the program, see program.h; known when `watch` is set */
    char directory[512]; /* the run directory */
    int (*vdso_clock_gettime)(int clock, struct timespec *out); /* NULL: not there */
};
extern struct lib lib;

/* Whether the code at an address, such as the caller's, is libc's. */
static inline bool is_of_libc(const void *code)
{
    return (uintptr_t)code - lib.libc_text < lib.libc_size;
}

/* Whether a unit was chosen to be freed or held. */
static inline bool is_chosen(uint64_t unit)
{
    return lib.config->units && run_chosen(lib.shared->unit, lib.config->units, unit);
}

/* Adds to a counter of the shared page, if there is one. */
#define count(field)                                                                               \
    do {                                                                                           \
        if (lib.shared)                                                                            \
            __atomic_add_fetch(&lib.shared->field, 1, __ATOMIC_RELAXED);                           \
    } while (0)

/* The directory's path plus `name`; `out` holds at least sizeof lib.directory + 64. */
#define PATH_ROOM (sizeof lib.directory + 64)
void path_below(char *out, const char *name);

/* A number in the given base, NUL-terminated; returns the end.  At least 24 bytes. */
char *number_text(char *out, uint64_t value, unsigned base);

/* What follows the last slash. */
const char *base_name(const char *path);

/* Not NULL, not nearly, not the kernel's: what else cannot be read is no concern of ours. */
static inline bool plausible(const void *address)
{
    return (intptr_t)address >= 4096;
}

size_t text_length(const char *text);
bool text_equal(const char *a, const char *b);
bool text_starts(const char *text, const char *prefix);

#endif
