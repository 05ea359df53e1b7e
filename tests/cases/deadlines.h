/*
 * Timed waits by the dozen, shared by the parts of the program `deadlines`: how a wait is described
 * and what all of them need.
 */
#ifndef DEADLINES_H
#define DEADLINES_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#define MS     200
#define WAIT   (MS * 1000000L)
#define SECOND 1000000000L

#define REAL  CLOCK_REALTIME
#define MONO  CLOCK_MONOTONIC
#define BOOT  CLOCK_BOOTTIME
#define RIGHT 0 /* must last as long as it should */
#define STEPS 1 /* a leaping clock may end it early */

/* Tables of them end with a row without a name. */
struct row {
    const char *name;
    void (*wait)(clockid_t id);
    clockid_t id;
    int kind;
};
extern const struct row length_rows[], timer_rows[], thread_rows[], number_rows[];

/* Past every wrapper: the kernel's clock, and a pause that the clock the program sees has not. */
double real_now(void);
void real_pause(long milliseconds);

/* The clock the program sees, and a moment 200 ms from now on it. */
double seen_now(clockid_t id);
struct timespec in_a_while(clockid_t id);
extern const struct timespec length;

/* What a wait returned, as it says that its time has come. */
void expect(bool right, const char *what);

/* The end of an empty pipe; SIGALRM blocked, in a set. */
int pipe_end(void);
sigset_t alarms(void);

#endif
