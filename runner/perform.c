#include "perform.h"
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "arrange.h"
#include "failure.h"
#include "first_program.h"
#include "library.h"
#include "util.h"

static int64_t reading(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static int64_t now_ns(void)
{
    return reading(CLOCK_REALTIME);
}

/*
 * A file's time is the exact clock's or, up to a tick behind, the coarse one's: what was written
 * before is older than `epoch`, and what is written once the coarse clock has come there is not.
 */
int64_t perform_epoch(void)
{
    const struct timespec part = {0, 200000};
    int64_t epoch = now_ns();
    for (int parts = 0; parts < 100 && reading(CLOCK_REALTIME_COARSE) < epoch; parts++)
        nanosleep(&part, NULL);
    return epoch;
}

char *perform_left(const char *directory)
{
    return xasprintf("%s/left", directory);
}

char *perform_left_behind(unsigned count)
{
    return xasprintf("%u process%s outlived the command and %s ended %d seconds after it", count,
                     count == 1 ? "" : "es", count == 1 ? "was" : "were", PERFORM_LINGER);
}

bool perform_varies(uint64_t unit, enum source source, const struct rundir_setup *setup)
{
    for (size_t i = 0; i < setup->unit_count; i++) {
        if (setup->units[i] == unit)
            return setup->chosen[source] == MODE_VARY;
    }
    return setup->mode[source] == MODE_VARY;
}

/* --- environment --- */

static void vary_environment(struct environment *environment, const struct perform *p)
{
    for (const struct varied_variable *at = p->variables; at && at->name; at++) {
        uint64_t unit = unit_of_variable(at->name, strlen(at->name));
        if (perform_varies(unit, at->source, &p->setup))
            environment_set(environment, at->name, at->value);
    }
}

static void add_library(struct environment *environment, const struct perform *p)
{
    if (first_program_obstacle(p->options->argv[0]) == ESCAPE_CLASS)
        return;
    const char *theirs = environment_get(environment, "LD_PRELOAD");
    autofree char *before = first_program_sanitizer(p->options->argv[0]);
    autofree char *preload =
        xasprintf("%s%s%s%s%s", before ? before : "", before ? ":" : "", library_path(),
                  theirs && *theirs ? ":" : "", theirs ? theirs : "");
    autofree char *state = rundir_state(p->directory, rundir_first_unit(), p->setup.filler);
    environment_set(environment, "LD_PRELOAD", preload);
    environment_set(environment, RUN_ENV, state);
    for (unsigned i = 0; i < p->setup.blanks; i++)
        environment_append(environment, xstrdup(RUN_ENV "="));
}

/* What the strings of an environment and the pointers to them take on the stack, execve(2). */
static size_t stack_bytes(const struct environment *environment)
{
    size_t bytes = environment->count * sizeof(char *);
    for (size_t i = 0; i < environment->count; i++)
        bytes += strlen(environment->items[i]) + 1;
    return bytes;
}

/* Varying makes it longer or shorter by less than this. */
#define SLACK 1024

/* The kernel rounds to two pointers: only an even number of them more or less can be made up for.
 */
static void fill_up(struct rundir_setup *setup, const struct environment *own,
                    const struct environment *varied)
{
    setup->blanks = (own->count ^ varied->count) & 1;
    size_t blanks = setup->blanks * (sizeof RUN_ENV "=" + sizeof(char *));
    size_t room = stack_bytes(own) + SLACK, used = stack_bytes(varied) + blanks;
    setup->filler = used < room ? (unsigned)(room - used) : 0;
}

/* --- surroundings --- */

static bool random_addresses(const struct perform *p)
{
    uint8_t mode = p->setup.mode[SOURCE_memory];
    return mode < MODE_PIN ||
           perform_varies(unit_of_source(SOURCE_memory), SOURCE_memory, &p->setup);
}

static unsigned wanted(const struct perform *p)
{
    unsigned want = 0;
    if (p->setup.mode[SOURCE_pid] >= MODE_PIN)
        want |= LAUNCH_PIDS & launch_allowed();
    if (p->options->no_net)
        want |= LAUNCH_NO_NET;
    if (!random_addresses(p))
        want |= LAUNCH_NO_ASLR;
    if (p->setup.audit)
        want |= LAUNCH_AUDIT;
    return want;
}

/* RUN_FLAG_*: what options and surroundings ask of the library. */
static uint32_t flags_of(const struct options *options, unsigned want)
{
    uint32_t flags = 0;
    if (want & LAUNCH_PIDS)
        flags |= RUN_FLAG_PIDS;
    if (options->fast_sleep)
        flags |= RUN_FLAG_SKIP;
    if (options->tsc)
        flags |= RUN_FLAG_TSC;
    if (options->no_patch)
        flags |= RUN_FLAG_NOPATCH;
    return flags;
}

static int make_left(const char *left, char **what)
{
    autofree char *tree = xasprintf("%s/tree", left);
    if (mkdir(left, 0700) == 0 && mkdir(tree, 0755) == 0)
        return 0;
    return failure_errno(what, "create", left);
}

static int write_status(const char *left, int status, char **what)
{
    autofree char *path = xasprintf("%s/status", left);
    autofile FILE *file = fopen(path, "we");
    if (!file)
        return failure_errno(what, "create", path);
    if (WIFSIGNALED(status))
        fprintf(file, "signal %d\n", WTERMSIG(status));
    else
        fprintf(file, "exit %d\n", WEXITSTATUS(status));
    return 0;
}

static int explain_failure(const struct performed *performed, const struct perform *p, char **what)
{
    const char *failed = performed->launch.failed ? performed->launch.failed : "start";
    bool exec = strcmp(failed, "exec") == 0;
    *what = xasprintf("cannot %s '%s': %s", exec ? "run" : failed, p->options->argv[0],
                      strerror(-performed->launch.error));
    return performed->launch.error;
}

/* Which devices are there for this run only: their numbers differ from run to run. */
static void note_devices(void *data)
{
    const struct launch *launch = data;
    const char *places[RUN_DEVICES] = {launch->want & LAUNCH_OVERLAY ? launch->tree : NULL,
                                       launch->tmp_upper ? "/tmp" : NULL,
                                       launch->want & LAUNCH_PIDS ? "/proc" : NULL};
    uint64_t devices[RUN_DEVICES] = {0};
    struct stat status;
    autofree char *directory =
        xstrndup(launch->entropy, strlen(launch->entropy) - strlen("/" RUN_ENTROPY));
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    autoclose int shared = open(path, O_WRONLY | O_CLOEXEC);
    for (size_t i = 0; i < RUN_DEVICES; i++) {
        if (places[i] && stat(places[i], &status) == 0)
            devices[i] = status.st_dev;
    }
    if (shared >= 0)
        pwrite(shared, devices, sizeof devices, offsetof(struct run_shared, device));
}

/* What goes on while the command runs. */
struct pulse {
    struct progress *progress; /* may be NULL */
    int shared;                /* the shared page, -1: none */
    int64_t begun;
};

static void pulse_close(struct pulse *pulse)
{
    if (pulse->shared >= 0)
        close(pulse->shared);
}
#define autopulse __attribute__((cleanup(pulse_close)))

static struct pulse pulse_open(const char *directory, struct progress *progress)
{
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    return (struct pulse){progress, open(path, O_WRONLY | O_CLOEXEC), now_ns()};
}

static void tick(void *data)
{
    const struct pulse *pulse = data;
    uint64_t beat = (uint64_t)(now_ns() - pulse->begun) / (RUN_BEAT * 1000000ULL);
    if (pulse->shared >= 0)
        pwrite(pulse->shared, &beat, sizeof beat, offsetof(struct run_shared, beat));
    if (pulse->progress)
        progress_tick(pulse->progress);
}

static int run_in(const struct perform *p, struct arrangement *arrangement,
                  struct environment *environment, struct launch *launch, const char *left,
                  struct performed *performed, char **what)
{
    autofree char *out = xasprintf("%s/stdout", left);
    autofree char *err = xasprintf("%s/stderr", left);
    int error = 0;
    if (p->capture) {
        launch->capture_out = out;
        launch->capture_err = err;
        error = make_left(left, what);
    }
    if (!error && p->snapshot)
        error = snapshot_before(p->snapshot, left, launch, what);
    if (!error)
        error = arrange_launch(arrangement, p->directory, p->home, environment, launch, what);
    if (error)
        return error;
    error = launch_run(launch, &performed->launch);
    rundir_release(p->directory, &p->setup);
    if (error)
        return explain_failure(performed, p, what);
    int status = performed->launch.status;
    performed->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    if (p->capture)
        error = write_status(left, status, what);
    if (!error && p->snapshot)
        error = snapshot_after(p->snapshot, left, what);
    return error;
}

static void set_clock(struct rundir_setup *setup, const struct time_setting *time)
{
    struct timespec mono;
    clock_gettime(CLOCK_MONOTONIC, &mono);
    setup->clock_kind = time->kind;
    setup->clock_start = time->start_ns;
    setup->clock_offset = time->offset_ns;
    setup->clock_tick = time->tick_ns;
    setup->clock_rate = time->rate;
    setup->clock_pace = time->pace;
    setup->clock_mono = mono.tv_sec * 1000000000LL + mono.tv_nsec;
}

/* The environment of the command, and what the run directory is to say. */
static void prepare(struct perform *p, struct arrangement *arrangement,
                    struct environment *environment)
{
    environment_copy(environment, p->environment);
    arrange(p->options, &p->setup, arrangement);
    arrange_environment(arrangement, environment); /* first: it adds the same in every run */
    vary_environment(environment, p);
    fill_up(&p->setup, p->environment, environment);
    const char *tmpdir = environment_get(environment, "TMPDIR");
    p->setup.tmpdir = tmpdir && *tmpdir == '/' ? tmpdir : "/tmp";
    p->setup.seed = p->options->seed;
    set_clock(&p->setup, &p->options->time);
}

/* In a run directory that is there. */
static int start(const struct perform *p, unsigned want, struct arrangement *arrangement,
                 struct environment *environment, struct performed *performed, char **what)
{
    autofree char *left = perform_left(p->directory);
    autofree char *entropy = xasprintf("%s/" RUN_ENTROPY, p->directory);
    autofree char *audited = xasprintf("%s/" RUN_AUDIT, p->directory);
    add_library(environment, p);
    autopulse struct pulse pulse = pulse_open(p->directory, p->progress);
    struct launch launch = {
        .argv = p->options->argv,
        .envp = environment->items,
        .entropy = entropy,
        .audit = audited,
        .kept = p->kept ? p->kept : p->directory,
        .want = want,
        .first_pid = want & LAUNCH_PIDS ? rundir_first_pid(&p->setup) : 0,
        .tee = p->tee,
        .no_stdin = p->no_stdin,
        .give_up = p->give_up,
        .timeout = p->timeout,
        .linger = PERFORM_LINGER,
        .arranged = note_devices,
        .arranged_data = &launch,
        .tick = tick,
        .tick_data = &pulse,
    };
    return run_in(p, arrangement, environment, &launch, left, performed, what);
}

int perform_run(const struct perform *given, struct performed *performed, char **what)
{
    struct perform p = *given;
    struct environment environment;
    autoarrangement struct arrangement arrangement;
    autofree char *follow = p.options->follow ? realpath(p.options->follow, NULL) : NULL;
    *performed = (struct performed){.started = now_ns()};
    prepare(&p, &arrangement, &environment);
    p.setup.follow = follow;
    unsigned want = wanted(&p);
    p.setup.flags |= flags_of(p.options, want);
    int error = rundir_create(p.directory, &p.setup, what);
    if (!error)
        error = start(&p, want, &arrangement, &environment, performed, what);
    environment_free(&environment);
    return error;
}
