/*
 * The process between the runner and the command: prepares the surroundings, starts the command,
 * reaps everything that becomes an orphan, ends what is left.  Lives in a forked child of the
 * runner; in a pid namespace its core is process 1 there.
 */
#ifndef PARIBUS_KEEPER_H
#define PARIBUS_KEEPER_H

#include <stdint.h>
#include <sys/resource.h>
#include "launch.h"
#include "signals.h"

/* What the keeper tells the runner over the socket, one note a message. */
enum note_kind {
    NOTE_GRANTED, /* value: LAUNCH_* */
    NOTE_FAILED,  /* value: enum keeper_step, error: negative errno */
    NOTE_ENDED,   /* value: status of the command */
    NOTE_KILLED,  /* value: how many processes were left behind */
    NOTE_AUDIT,   /* with a descriptor: see audit.h */
};
struct note {
    int32_t kind, value, error;
};

enum keeper_step {
    STEP_START,
    STEP_OVERLAY,
    STEP_DIRECTORY,
    STEP_EXEC,
};

/* What the runner tells the keeper: a signal for the command, or this. */
#define ORDER_KILL 0

struct keeper {
    const struct launch *launch;
    const struct signals *signals;
    struct rlimit files; /* RLIMIT_NOFILE for the command */
    int control;         /* our end of the SOCK_SEQPACKET pair; ends when the runner does */
    int in, out, err;    /* for the command; -1: inherited */
};

/* Does not return.  launch->argv NULL: only tries whether the surroundings work. */
_Noreturn void keeper_main(const struct keeper *keeper);

/* The last steps in the command's own process. `granted` is what it has so far. */
struct powers;
_Noreturn void command_main(const struct keeper *keeper, const struct powers *powers,
                            unsigned granted);

/* Sends a note; a runner that is gone does not care. */
void keeper_tell(const struct keeper *keeper, enum note_kind kind, int value, int error);

/* A note with a descriptor, which stays ours. */
void keeper_hand(const struct keeper *keeper, enum note_kind kind, int fd);

#endif
