/*
 * Programs that do what programs seldom do.  A family is a table of rows; each row runs in a
 * process of its own and says what it saw.  What it says must not depend on who is watching: the
 * same natively and under every mode.
 *
 *     hostile FAMILY          every row, each in a process of its own
 *     hostile FAMILY ROW      this row, here
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct row {
    const char *name;
    void (*run)(void);
};

/* A function as a row of its own name. */
#define ROW(function)                                                                              \
    {                                                                                              \
        .name = #function, .run = function                                                         \
    }

/* Each family has a table NAME_rows, which ends with an empty row. */
#define FAMILIES(family)                                                                           \
    family(fork) family(spawn) family(end) family(exec) family(signal) family(interrupt)           \
        family(jump) family(thread) family(cancel) family(descriptor) family(confined)             \
            family(terminal)
#define FAMILY(name) extern const struct row name##_rows[];
FAMILIES(FAMILY)
#undef FAMILY

/* Past stdio: one line on descriptor 1, or on the one chosen. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern int say_to;

/* The name of the present errno when `result` is negative, else "ok". */
const char *said(long result);

/* A status in words: "exit 3", "signal 9", "stopped 19". */
const char *how(int status);
const char *ending(pid_t pid);

/* Everything a pinned run answers and a recorded one writes down; 0 when it all worked. */
int read_all_sources(void);

/* This program, by descriptor-free path, with the arguments of a row that is only for this. */
extern char self[4096];

/* Where nothing is mapped; the compiler does not know. */
extern void *volatile nowhere;

/* Real time passes: past every wrapper. */
void real_pause(long milliseconds);
long raw(long number, long a, long b, long c, long d, long e);

#endif
