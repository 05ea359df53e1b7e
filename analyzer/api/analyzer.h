/*
 * libparibus-analyzer: reads what paribus keeps, kept runs and JSON reports, from C or C++.
 *
 *     #include <paribus/analyzer.h>
 *     cc program.c $(pkg-config --cflags --libs paribus-analyzer)
 *
 * Everything is opaque and read by functions; functions are added, none is removed or changed while
 * the library's name (libparibus-analyzer.so.0) stays.  What a function returns belongs to the run
 * or report it came from and lives as long; text may hold any byte but NUL.  An index that is too
 * large gives NULL, 0 or "".  Nothing here starts a process or writes a file.  One run or report
 * belongs to one thread at a time.  Running out of memory ends the program.
 */
#ifndef PARIBUS_ANALYZER_H
#define PARIBUS_ANALYZER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library, "0.1.0". */
const char *paribus_version(void);

/* What went wrong in the last call of this thread that failed: a sentence. */
const char *paribus_error(void);

/* --- runs --- */

typedef struct paribus_run paribus_run;
typedef struct paribus_event paribus_event;

#define PARIBUS_NONE SIZE_MAX

/* `directory`: as `paribus runs show` tells it, or given to `paribus record -r`.  NULL: see
 * paribus_error. */
paribus_run *paribus_run_open(const char *directory);
void paribus_run_close(paribus_run *run);

const char *const *paribus_run_command(const paribus_run *run); /* ended by NULL */
const char *paribus_run_directory(const paribus_run *run);      /* where the command started */
const char *paribus_run_purpose(const paribus_run *run); /* "record", "pinned", "varied", ... */
int paribus_run_status(const paribus_run *run);          /* exit status, or 128 + signal */
double paribus_run_seconds(const paribus_run *run);
int64_t paribus_run_started(const paribus_run *run); /* nanoseconds since the epoch */

/* "off", "record", "pin" or "vary" for a name of `paribus sources`; NULL: there is no such source.
 */
const char *paribus_run_mode(const paribus_run *run, const char *source);

/* Processes, in an order that is the same in every run of the same program. */
size_t paribus_run_processes(const paribus_run *run);
const char *paribus_process_path(const paribus_run *run, size_t process); /* "make > sh > date" */
const char *paribus_process_program(const paribus_run *run, size_t process); /* its file */
const char *const *paribus_process_arguments(const paribus_run *run,
                                             size_t process); /* ended by NULL */
const char *paribus_process_directory(const paribus_run *run, size_t process);
int paribus_process_pid(const paribus_run *run, size_t process);
size_t paribus_process_creator(const paribus_run *run, size_t process); /* or PARIBUS_NONE */

/* Programs that could not be entered: command line, and why ("static", "setuid", ...). */
size_t paribus_run_escapes(const paribus_run *run);
const char *paribus_escape_command(const paribus_run *run, size_t escape);
const char *paribus_escape_kind(const paribus_run *run, size_t escape);

/*
 * Calls `visit` for every event: by process, by thread, then as they happened.  An event is valid
 * during the call.  Ends early when `visit` returns something else than 0, and returns that.
 */
typedef int paribus_visit_event(const paribus_event *event, void *context);
int paribus_run_each_event(const paribus_run *run, paribus_visit_event *visit, void *context);

const char *paribus_event_source(const paribus_event *event); /* "time" */
const char *paribus_event_call(const paribus_event *event);   /* "clock_gettime" */
const char *paribus_event_mode(const paribus_event *event);
size_t paribus_event_process(const paribus_event *event);
uint64_t paribus_event_thread(const paribus_event *event); /* 0 for the first */
uint64_t
paribus_event_site(const paribus_event *event); /* hash of the call stack, the same in every run */
uint64_t paribus_event_unit(const paribus_event *event); /* for --free and --hold */
uint32_t
paribus_event_nth(const paribus_event *event); /* execution at this site by this thread, from 1 */
uint64_t paribus_event_value(
    const paribus_event *event); /* nanoseconds, a number, or a hash of more than that */
int paribus_event_errno(const paribus_event *event); /* 0: it worked */
const char *paribus_event_detail(const paribus_event *event,
                                 size_t *length); /* a name, or first bytes */

/*
 * Calls `visit` for every output of either run, ordered by path.  `state` is what the JSON report
 * calls so: "equal", "content", "only-a", ...  Returns what `visit` did, 0 at the end, or -1: see
 * paribus_error.
 */
typedef int paribus_visit_output(const char *path, const char *state, void *context);
int paribus_runs_compare(const paribus_run *a, const paribus_run *b, paribus_visit_output *visit,
                         void *context);

/* --- reports: files written by `paribus check --format json=FILE` --- */

typedef struct paribus_report paribus_report;

paribus_report *paribus_report_open(const char *file); /* NULL: see paribus_error */
void paribus_report_close(paribus_report *report);

const char *
paribus_report_verdict(const paribus_report *report); /* "reproducible", "divergent", ... */
size_t paribus_report_outputs(const paribus_report *report);
const char *paribus_output_path(const paribus_report *report, size_t output);
const char *paribus_output_state(const paribus_report *report, size_t output);

/* What made an output differ. */
size_t paribus_output_causes(const paribus_report *report, size_t output);
const char *paribus_cause_source(const paribus_report *report, size_t output, size_t cause);
const char *paribus_cause_call(const paribus_report *report, size_t output, size_t cause);
const char *paribus_cause_verdict(const paribus_report *report, size_t output,
                                  size_t cause); /* "proven", ... */
const char *paribus_cause_process(const paribus_report *report, size_t output, size_t cause);
const char *paribus_cause_unit(const paribus_report *report, size_t output, size_t cause);
const char *paribus_cause_cure(const paribus_report *report, size_t output, size_t cause);
const char *paribus_cause_reproduce(const paribus_report *report, size_t output, size_t cause);

/* The frame to blame: the innermost with a source line; "" and 0 where there is none. */
const char *paribus_cause_function(const paribus_report *report, size_t output, size_t cause);
const char *paribus_cause_file(const paribus_report *report, size_t output, size_t cause);
unsigned paribus_cause_line(const paribus_report *report, size_t output, size_t cause);

#ifdef __cplusplus
}
#endif

#endif
