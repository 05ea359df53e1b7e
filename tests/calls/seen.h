/*
 * The table of seen.c: which functions, and how each is called.  A shape sets up what it needs,
 * calls the function between seen_begin and seen_end.
 */
#ifndef SEEN_H
#define SEEN_H

#include <stdbool.h>

enum seen_start { WARM, COLD };

struct seen_row {
    void (*shape)(void *function, long argument);
    long argument;
    const char *names;
    enum seen_start start;
};

extern const struct seen_row seen_rows[];
extern char seen_buffer[65536];

void seen_begin(void);
void seen_end(void);
long seen_raw(long number, long first, long second, long third);

#endif
