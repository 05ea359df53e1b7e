/*
 * Which functions are attached to by a jump over their beginning: the rows of calls.def that say
 * so, in their order.  The library writes those jumps into its own process; the runner into a copy
 * of libc's code that all processes of a run share, see struct run_code.
 */
#ifndef PARIBUS_ABI_PATCHES_H
#define PARIBUS_ABI_PATCHES_H

#include <stdbool.h>
#include "run.h"

enum patch_place { PATCH_LIBC = 1, PATCH_VDSO = 2 };

struct patch_row {
    char name[20];
    uint8_t source; /* SOURCE_COUNT: plumbing, always on */
    uint8_t place;  /* enum patch_place, or both */
};

static const struct patch_row patch_rows[] = {
#define PATCH_ROW(name, source, place) {#name, source, place},
#include "patches.def"
};
#define PATCH_ROWS (sizeof patch_rows / sizeof *patch_rows)
static_assert(PATCH_ROWS <= RUN_CODE_ROWS, "one bit and one slot each");

enum patch_number {
#define PATCH_ROW(name, source, place) PATCH_##name,
#include "patches.def"
};

/* What the choice depends on, besides the row. */
struct patch_choice {
    const uint8_t *mode; /* enum mode of every source */
    bool noted; /* where the runner has arranged what the kernel says, who asked is noted */
    bool tsc;   /* the time stamp counter is answered: SIGSEGV is ours */
};

/* Whether a row is attached to at all. */
static inline bool patch_wanted(size_t row, const struct patch_choice *choice)
{
    uint8_t source = patch_rows[row].source;
    if (row == PATCH_sigaction || row == PATCH_pthread_sigmask)
        return choice->tsc;
    if (source == SOURCE_pid || source == SOURCE_terminal)
        return choice->noted && choice->mode[source] != MODE_OFF;
    return source == SOURCE_COUNT || choice->mode[source] != MODE_OFF;
}

/* The wanted rows as a set of bits. */
static inline void patch_set(const struct patch_choice *choice, uint64_t set[RUN_CODE_ROWS / 64])
{
    for (size_t i = 0; i < RUN_CODE_ROWS / 64; i++)
        set[i] = 0;
    for (size_t i = 0; i < PATCH_ROWS; i++)
        set[i / 64] |= (uint64_t)patch_wanted(i, choice) << (i % 64);
}

#endif
