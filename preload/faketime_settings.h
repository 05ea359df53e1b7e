/*
 * The variables, read once when the program starts, and where the time is said.  Knows names and
 * files, not what the time means.
 */
#ifndef PARIBUS_FAKETIME_SETTINGS_H
#define PARIBUS_FAKETIME_SETTINGS_H

#include "lib.h"

#define FAKETIME_STATE "FAKETIME_SHARED="

struct faketime_settings {
    bool time, stat, random; /* what is answered at all */
    bool plain_monotonic;    /* FAKETIME_DONT_FAKE_MONOTONIC */
    bool plain_utime;        /* FAKE_UTIME=0 */
    bool keep_start;         /* FAKETIME_DONT_RESET */
    bool keep_pace;          /* FAKETIME_XRESET */
    int64_t cache;           /* nanoseconds between two looks at what the time is */
    int64_t start_seconds, stop_seconds, start_calls, stop_calls; /* -1: not set */
    int64_t spawn_seconds, spawn_calls;
    const char *spawn; /* FAKETIME_SPAWN_TARGET */
    const char *save, *load;
    const char *follow;
    uint64_t seed;
    pid_t pid;
    const char *state; /* what an earlier image left us, or NULL */
};

/* The value of a variable, NULL: not set. */
const char *faketime_variable(char *const *envp, const char *name);

void faketime_read_settings(char *const *envp, const char *program,
                            struct faketime_settings *settings);

/*
 * What says the time now: FAKETIME, FAKETIME_TIMESTAMP_FILE's first line, that of ~/.faketimerc or
 * of /etc/faketimerc; false: nothing does.
 */
#define FAKETIME_TEXT 256
bool faketime_find_text(char *const *envp, char text[FAKETIME_TEXT]);

#endif
