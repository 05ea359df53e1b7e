/* Probes that make a real run, and those about the places runs are kept in; see doctor.def. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "doctor.h"
#include "launch.h"
#include "library.h"
#include "modes.h"
#include "remove_tree.h"
#include "rundir.h"
#include "state.h"
#include "store.h"
#include "util.h"

/* --- a run of a program that is everywhere; one of our own would be left alone --- */

/* Returns 0 when it ran; *counters as the library left them. */
static int run_in(const char *directory, struct run_shared *counters, char **what)
{
    char program[] = "/bin/sh";
    char *argv[] = {program, "-c", ":", NULL};
    autofree char *preload = xasprintf("LD_PRELOAD=%s", library_path());
    autofree char *state = rundir_state(directory, rundir_first_unit(), 0);
    autofree char *variable = xasprintf(RUN_ENV "=%s", state);
    autofree char *shared = xasprintf("%s/" RUN_SHARED, directory);
    char *envp[] = {preload, variable, NULL};
    struct launch launch = {.argv = argv,
                            .envp = envp,
                            .capture_out = "/dev/null",
                            .capture_err = "/dev/null",
                            .no_stdin = true,
                            .timeout = 10};
    struct launch_result result;
    int error = launch_run(&launch, &result);
    if (error) {
        *what = xasprintf("cannot start '%s'", program);
        return error;
    }
    autoclose int fd = open(shared, O_RDONLY | O_CLOEXEC);
    size_t size = offsetof(struct run_shared, ordinal);
    return fd >= 0 && pread(fd, counters, size, 0) == (ssize_t)size ? 0 : -EIO;
}

static int run_once(struct run_shared *counters, char **what)
{
    struct rundir_setup setup = {.vary_seed = 2};
    autostore struct store store = {0};
    autoscratch struct scratch scratch = {.lock = -1};
    int error = store_open(&store, what);
    if (!error)
        error = scratch_open(&store, "doctor", &scratch, what);
    if (error)
        return error;
    modes_fill(setup.mode, MODE_PIN);
    memcpy(setup.chosen, setup.mode, sizeof setup.chosen);
    error = rundir_create(scratch.path, &setup, what);
    return error ? error : run_in(scratch.path, counters, what);
}

/* Whether its code may be mapped: not on a file system mounted noexec, mmap(2). */
static int try_mapping(const char *library)
{
    autoclose int fd = open(library, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    return mmap(NULL, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0) == MAP_FAILED ? -errno : 0;
}

static void refused(struct answer_of_probe *answer, int error, const char *what)
{
    probe_refused(answer, error, what ? what : "a run cannot be made");
}

void try_library(struct answer_of_probe *answer)
{
    autofree struct run_shared *counters = xcalloc(1, offsetof(struct run_shared, ordinal));
    autofree char *what = NULL;
    const char *library = library_path();
    if (!library) {
        probe_refused(answer, -ENOENT, "libparibus.so is not beside this program");
        return;
    }
    int error = try_mapping(library);
    if (error) {
        probe_refused(answer, error, "its code cannot be loaded");
        probe_remedy(answer, "install paribus on a file system that is not mounted noexec");
        return;
    }
    error = run_once(counters, &what);
    if (error)
        refused(answer, error, what);
    else if (counters->entered == 0)
        probe_refused(answer, -ENOEXEC, "a program started with it does not load it");
    else
        probe_detail(answer, "%s", library);
}

void try_patch(struct answer_of_probe *answer)
{
    autofree struct run_shared *counters = xcalloc(1, offsetof(struct run_shared, ordinal));
    autofree char *what = NULL;
    int error = run_once(counters, &what);
    if (error || counters->entered == 0)
        refused(answer, error ? error : -ENOEXEC, what);
    else if (counters->refused) {
        answer->error = -EACCES;
        probe_detail(answer, "%llu entries could not be patched",
                     (unsigned long long)counters->refused);
    }
}

/* --- places --- */

/* Makes a directory in the store, as every command does. */
void try_runs(struct answer_of_probe *answer)
{
    autostore struct store store = {0};
    autoscratch struct scratch scratch = {.lock = -1};
    autofree char *what = NULL;
    int error = store_open(&store, &what);
    if (!error)
        error = scratch_open(&store, "doctor", &scratch, &what);
    if (error)
        refused(answer, error, what);
    else if (store.instead) {
        answer->severity = REDUCED;
        answer->error = -EROFS;
        probe_detail(answer, "%s", store.instead);
    } else
        probe_detail(answer, "%s", store.root);
}

static int write_script(const char *path)
{
    autoclose int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
    static const char text[] = "#!/bin/sh\nexit 0\n";
    return fd < 0 || write(fd, text, sizeof text - 1) != sizeof text - 1 ? -errno : 0;
}

/* The child answers with the errno of exec. */
static int start_script(const char *path)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        execl(path, path, NULL);
        _exit(errno);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0)
        return -errno;
    return WIFEXITED(status) ? -WEXITSTATUS(status) : -EINTR;
}

static void try_exec_in(struct answer_of_probe *answer, const char *directory)
{
    autofree char *made = directory ? state_scratch(directory, "paribus-doctor") : NULL;
    autofree char *script = xasprintf("%s/script", made);
    autofree char *what = xasprintf("%s", directory);
    if (!made) {
        probe_refused(answer, -errno, what);
        return;
    }
    int error = write_script(script);
    if (!error)
        error = start_script(script);
    remove_tree(made);
    if (error)
        probe_refused(answer, error, what);
}

void try_exec_runs(struct answer_of_probe *answer)
{
    autofree char *root = NULL, *instead = NULL, *what = NULL;
    int error = store_place(&root, &instead, &what);
    if (error)
        refused(answer, error, what);
    else
        try_exec_in(answer, root);
}

void try_exec_tmp(struct answer_of_probe *answer)
{
    const char *tmp = getenv("TMPDIR");
    try_exec_in(answer, tmp && *tmp ? tmp : "/tmp");
}
