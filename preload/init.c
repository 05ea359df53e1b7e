/* Loading: runs before any other constructor (-z initfirst), ld.so(8). */
#include "changes.h"
#include "clock.h"
#include "exec_environment.h"
#include "faketime.h"
#include "flow.h"
#include "identity.h"
#include "jobs.h"
#include "objects.h"
#include "patch.h"
#include "program.h"
#include "rooms.h"
#include "stand_in.h"
#include "tsc.h"
#include "writer.h"
#include "banned.h"
#include <gnu/libc-version.h>

struct lib lib;

static const char *find_state(char *const *envp)
{
    for (; *envp; envp++) {
        if (text_starts(*envp, RUN_ENV "="))
            return *envp + sizeof RUN_ENV;
    }
    return NULL;
}

/* Opens a file below the run directory and says how large it is; negative: not there or not ours.
 */
static long open_file(const char *name, int flags, size_t *size)
{
    char path[PATH_ROOM];
    struct stat status;
    path_below(path, name);
    long fd = sys4(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
    if (fd < 0)
        return fd;
    if (sys4(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) == 0 && S_ISREG(status.st_mode)) {
        *size = (size_t)status.st_size;
        return fd;
    }
    sys1(SYS_close, fd);
    return -EINVAL;
}

/* The run's tables, mapped, and their size; NULL: not there, or smaller than they are.  The mapping
 * goes on beyond the file's end, which is the writer's room: one mapping, and of the same length
 * however many units were chosen. */
static struct run_shared *map_shared(size_t *size)
{
    long memory = -1, fd = open_file(RUN_SHARED, O_RDWR, size);
    if (fd < 0)
        return NULL;
    size_t tables = (*size + TRACE_ROOM - 1) & ~(size_t)(TRACE_ROOM - 1);
    if (*size >= sizeof(struct run_shared))
        memory = sys6(SYS_mmap, 0, tables + TRACE_ROOM, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    sys1(SYS_close, fd);
    if (memory <= 0)
        return NULL;
    lib.room = (char *)memory + tables;
    return (struct run_shared *)memory;
}

#define FILLER_LIMIT (1u << 20)

static bool config_is_sound(const struct run_config *config, size_t size)
{
    return config->magic == RUN_MAGIC && config->version == RUN_VERSION &&
           config->size == sizeof *config &&
           (uint64_t)config->units + config->spared <=
               (size - sizeof *lib.shared) / sizeof lib.shared->unit[0] &&
           config->library[sizeof config->library - 1] == '\0' &&
           config->tmpdir[sizeof config->tmpdir - 1] == '\0' &&
           config->follow[sizeof config->follow - 1] == '\0' && config->filler <= FILLER_LIMIT;
}

static bool open_run(const char *directory)
{
    size_t length = text_length(directory), size;
    if (length >= sizeof lib.directory)
        return false;
    memcpy(lib.directory, directory, length + 1);
    struct run_shared *shared = map_shared(&size);
    if (shared) /* it will be written to: read first, it would be mapped twice */
        __atomic_fetch_or(&shared->images, 0, __ATOMIC_RELAXED);
    if (!shared || !config_is_sound(&shared->config, size))
        return false;
    lib.shared = shared;
    lib.config = &shared->config;
    return true;
}

static const ElfW(auxv_t) * auxiliary_vector(char **envp)
{
    while (*envp)
        envp++;
    return (const void *)(envp + 1);
}

static void *at_random(const ElfW(auxv_t) * auxv)
{
    for (; auxv->a_type != AT_NULL; auxv++) {
        if (auxv->a_type == AT_RANDOM)
            return (void *)auxv->a_un.a_val;
    }
    return NULL;
}

enum freed { CALLS, WHOLE };
static const uint8_t freed[SOURCE_COUNT] = {
#define SOURCE(number, name, how, vary, what, pinned) [number] = how,
#include "sources.def"
#undef SOURCE
};

/* What can only be freed as a whole is in the chosen mode in all its calls. */
static void take_modes(void)
{
    memcpy(lib.mode, lib.config->mode, sizeof lib.mode);
    memcpy(lib.whole, lib.config->mode, sizeof lib.whole);
    for (unsigned source = 0; source < SOURCE_COUNT; source++) {
        if (is_chosen(hash_mix(UNIT_SOURCE, source, 0)))
            lib.whole[source] = lib.config->chosen[source];
        if (freed[source] == WHOLE)
            lib.mode[source] = lib.whole[source];
    }
    /* All runs of a check alike: what our frames leave on the stack is looked at by garbage
     * collectors. */
    bool check = lib.config->flags & (RUN_FLAG_TRACE | RUN_FLAG_STACKS);
    lib.watch = check || lib.config->units > 0;
}

#define STACK_FILL (32 * 1024)

/* What programs find in stack memory they did not write to themselves: signal(7) frames aside. */
__attribute__((noinline)) static void fill_stack(void)
{
    char below[STACK_FILL];
    memset(below, 'M', sizeof below);
    __asm__ volatile("" : : "r"(below) : "memory");
}

/* A run within the run: reported, and left alone with all it starts. */
static void stand_aside(const struct exec_state *state, char **argv, char **envp,
                        const ElfW(auxv_t) * auxv)
{
    program_find(argv, auxv);
    identity_init(state->base, state->pid_unit, argv);
    count(entered);
    exec_hide(envp);
    writer_init(argv);
    count(escapes);
    writer_text(TRACE_ESCAPE, ESCAPE_NESTED, argv[0] ? lib.exe : NULL, argv);
}

/* From here on calls are answered in their modes. */
static void go(const struct exec_state *state, char **argv, char **envp, const ElfW(auxv_t) * auxv)
{
    take_modes();
    if (lib.watch)
        program_find(argv, auxv);
    identity_init(state->base, state->pid_unit, argv);
    stand_in_if_spared(envp);
    clock_init(jobs_side_by_side(argv, envp));
    tsc_init();
    patch_all();
    if (lib.shared && lib.early)
        __atomic_add_fetch(&lib.shared->early, lib.early, __ATOMIC_RELAXED);
    if (lib.shared && lib.refused)
        __atomic_add_fetch(&lib.shared->refused, lib.refused, __ATOMIC_RELAXED);
    count(entered);
    if (patch_covers_exec() && !lib.alone)
        exec_hide(envp);
    flow_init(envp);
    writer_init(argv);
    if (lib.config->flags & RUN_FLAG_FILES)
        changes_note_streams();
    lib.ready = true;
    void *bytes = at_random(auxv);
    if (bytes)
        random_overwrite_at_random(bytes);
    env_note_environ(envp);
    if (lib.whole[SOURCE_memory] == MODE_VARY)
        fill_stack();
    tsc_stop();
}

#pragma weak gnu_get_libc_version
#pragma weak environ

/*
 * glibc hands main's arguments to constructors as well; musl does not, but its `environ` is set by
 * then.  Either way it is the block on the initial stack: argc, argv, NULL, envp, NULL, auxiliary
 * vector.
 */
static char **initial_environment(char **given)
{
    if (gnu_get_libc_version)
        return given;
    return &environ ? environ : NULL;
}

/* Back from the environment over argv's terminator to where argc stands: it counts what is between.
 */
static char **initial_arguments(char **envp)
{
    char **at = envp - 1;
    for (uintptr_t count = 0; (uintptr_t)at[-1] != count; at--)
        count++;
    return at;
}

__attribute__((constructor)) static void load(int argc, char **argv, char **given)
{
    struct exec_state state = {0};
    char **envp = initial_environment(given);
    const char *directory = NULL, *text = envp ? find_state(envp) : NULL;
    bool alone = envp && !text && faketime_wanted(envp);
    (void)argc;
    if (!alone && (!text || !exec_state_parse(text, &state, &directory)))
        return;
    if (!gnu_get_libc_version)
        argv = initial_arguments(envp);
    const ElfW(auxv_t) *auxv = auxiliary_vector(envp);
    lib.stack_top = (uintptr_t)auxv;
    lib.traced = state.traced;
    objects_init(auxv);
    if (alone)
        faketime_open(envp, argv[0] ? base_name(argv[0]) : "");
    else if (!open_run(directory))
        return;
    if (!alone && object_program_has_note(RUN_NOTE_NAME, RUN_NOTE_TYPE))
        stand_aside(&state, argv, envp, auxv);
    else
        go(&state, argv, envp, auxv);
}
