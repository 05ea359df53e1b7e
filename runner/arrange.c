#include "arrange.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include "machine.h"
#include "options.h"
#include "overlay.h"
#include "perform.h"
#include "units.h"
#include "util.h"

#define STAGE_HOME "varied-by-paribus/home"
#define STAGE_TREE "varied-by-paribus/another/path"

#define PINNED_MASK 022
#define VARIED_MASK 027

/*
 * Switches that libraries read from the environment.  They are there in every run of a check and of
 * one length, or a program that keeps or prints its environment would differ by them.
 */
static const struct {
    enum source source;
    const char *name, *pinned, *varied;
} switches[] = {
    /* Without RDRAND (bit 62) and RDSEED (bit 18 of the second word): OPENSSL_ia32cap(3). */
    {SOURCE_rand, "OPENSSL_ia32cap", "~0x4000000000000000:~0x40000",
     "~0x0000000000000000:~0x00000"},
    /* Fills memory that malloc hands out: mallopt(3), M_PERTURB. */
    {SOURCE_memory, "MALLOC_PERTURB_", "00", "77"},
};

#define NO_LIMIT RLIM_INFINITY
#define MIB      (1ULL << 20)

/* What is not listed is left alone: it counts what the user runs besides. */
static const struct launch_limit pinned_limits[] = {
    {RLIMIT_AS, NO_LIMIT, NO_LIMIT},    {RLIMIT_CORE, 0, NO_LIMIT},
    {RLIMIT_CPU, NO_LIMIT, NO_LIMIT},   {RLIMIT_DATA, NO_LIMIT, NO_LIMIT},
    {RLIMIT_FSIZE, NO_LIMIT, NO_LIMIT}, {RLIMIT_NOFILE, 1024, 16384},
    {RLIMIT_STACK, 8 * MIB, NO_LIMIT},
};
static const struct launch_limit varied_limits[] = {
    {RLIMIT_AS, NO_LIMIT, NO_LIMIT},    {RLIMIT_CORE, 0, NO_LIMIT},
    {RLIMIT_CPU, NO_LIMIT, NO_LIMIT},   {RLIMIT_DATA, NO_LIMIT, NO_LIMIT},
    {RLIMIT_FSIZE, NO_LIMIT, NO_LIMIT}, {RLIMIT_NOFILE, 2099, 16383},
    {RLIMIT_STACK, 16 * MIB, NO_LIMIT},
};
static_assert(sizeof pinned_limits == sizeof varied_limits, "the same limits");

/* --- what varies --- */

static enum scenery_look look_of(enum source source, const struct rundir_setup *setup)
{
    if (perform_varies(unit_of_source(source), source, setup))
        return SCENERY_VARIED;
    return setup->mode[source] >= MODE_PIN ? SCENERY_PINNED : SCENERY_REAL;
}

bool arranged(enum source source)
{
    static const bool rows[SOURCE_COUNT] = {
        [SOURCE_memory] = true,   [SOURCE_host] = true,  [SOURCE_user] = true,
        [SOURCE_cpu] = true,      [SOURCE_umask] = true, [SOURCE_path] = true,
        [SOURCE_limits] = true,   [SOURCE_rand] = true,  [SOURCE_timezone] = true,
        [SOURCE_terminal] = true,
    };
    return rows[source];
}

/* The device of the terminal we hand on. */
static uint64_t own_terminal(void)
{
    struct stat status;
    for (int fd = 0; fd <= 2; fd++) {
        if (isatty(fd) && fstat(fd, &status) == 0)
            return status.st_rdev;
    }
    return 0;
}

void arrange(const struct options *options, struct rundir_setup *setup,
             struct arrangement *arrangement)
{
    *arrangement = (struct arrangement){0};
    for (int source = 0; source < SOURCE_COUNT; source++)
        arrangement->look[source] = look_of((enum source)source, setup);
    machine_fill(options, arrangement->machine);
    memcpy(setup->machine, arrangement->machine, sizeof setup->machine);
    setup->terminal = own_terminal();
}

/* At every second place of a list of which nothing else changes: where it is printed each is a
 * difference of its own. */
static void set_apart(struct environment *environment, const char *name, const char *value,
                      size_t *place)
{
    if (environment_get(environment, name))
        return;
    size_t at = *place < environment->count ? *place : environment->count;
    environment_insert(environment, at, xasprintf("%s=%s", name, value));
    *place = at + 2;
}

void arrange_environment(const struct arrangement *arrangement, struct environment *environment)
{
    size_t place = 0;
    if (arrangement->look[SOURCE_timezone] != SCENERY_REAL)
        set_apart(environment, "TZ", "UTC", &place);
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        enum scenery_look look = arrangement->look[switches[i].source];
        if (look != SCENERY_REAL)
            set_apart(environment, switches[i].name,
                      look == SCENERY_VARIED ? switches[i].varied : switches[i].pinned, &place);
    }
}

/* --- the stage: an empty directory that is covered during a run --- */

static bool is_empty(const char *path)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    bool empty = directory;
    while (directory && (entry = readdir(directory)))
        empty &= strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (directory)
        closedir(directory);
    return empty;
}

/* NULL: there is none, or the machine does not let us cover it. */
static const char *find_stage(void)
{
    static const char *const places[] = {"/mnt", "/media", "/srv", "/opt", "/var/opt"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (is_empty(places[i]) && launch_allowed() & LAUNCH_STAGE)
            return places[i];
    }
    return NULL;
}

static char *staged(const char *stage, const char *name)
{
    return stage ? xasprintf("%s/%s", stage, name) : NULL;
}

char *arrange_home(const char *home)
{
    char *shown = staged(find_stage(), STAGE_HOME);
    return shown ? shown : xstrdup(home);
}

static bool uses(const struct environment *environment, const char *directory)
{
    for (size_t i = 0; i < environment->count; i++) {
        if (strstr(environment->items[i], directory))
            return true;
    }
    return false;
}

static void arrange_stage(struct arrangement *a, const char *home,
                          const struct environment *environment, struct launch *launch)
{
    launch->stage = find_stage();
    a->shown_home = staged(launch->stage, STAGE_HOME);
    if (home && a->shown_home && uses(environment, a->shown_home)) {
        launch->want |= LAUNCH_STAGE;
        launch->home = home;
        launch->shown_home = a->shown_home;
    }
}

/* --- the launch --- */

static void arrange_path(struct arrangement *a, struct environment *environment,
                         struct launch *launch)
{
    autofree char *here = getcwd(NULL, 0);
    if (a->look[SOURCE_path] != SCENERY_VARIED || !here || !launch->stage)
        return;
    if (!launch->tree)
        launch->tree = launch->cwd = a->tree = xstrdup(here);
    const char *base = strrchr(launch->tree, '/');
    a->elsewhere = xasprintf("%s/%s%s", launch->stage, STAGE_TREE, base);
    launch->want |= LAUNCH_STAGE;
    launch->elsewhere = a->elsewhere;
    if (!path_is_below(here, launch->tree) || !environment_get(environment, "PWD"))
        return;
    a->pwd = xasprintf("%s%s", a->elsewhere, here + strlen(launch->tree));
    environment_set(environment, "PWD", a->pwd);
    launch->envp = environment->items;
}

static void arrange_limits(const struct arrangement *a, struct launch *launch)
{
    bool varied = a->look[SOURCE_limits] == SCENERY_VARIED;
    if (a->look[SOURCE_limits] == SCENERY_REAL)
        return;
    launch->want |= LAUNCH_LIMITS;
    launch->limits = varied ? varied_limits : pinned_limits;
    launch->limit_count = sizeof pinned_limits / sizeof *pinned_limits;
}

static void arrange_names(const struct arrangement *a, struct launch *launch)
{
    const struct run_machine *machine = &a->machine[a->look[SOURCE_host] == SCENERY_VARIED];
    if (a->look[SOURCE_host] == SCENERY_REAL)
        return;
    launch->want |= LAUNCH_NAMES;
    launch->nodename = machine->nodename;
    launch->domainname = machine->domainname;
}

static void arrange_mask(const struct arrangement *a, struct launch *launch)
{
    if (a->look[SOURCE_umask] == SCENERY_REAL)
        return;
    launch->want |= LAUNCH_MASK;
    launch->mask = a->look[SOURCE_umask] == SCENERY_VARIED ? VARIED_MASK : PINNED_MASK;
}

int arrange_launch(struct arrangement *a, const char *directory, const char *home,
                   struct environment *environment, struct launch *launch, char **what)
{
    autofree char *scenes = xasprintf("%s/scenery", directory);
    arrange_stage(a, home, environment, launch);
    arrange_path(a, environment, launch);
    arrange_limits(a, launch);
    arrange_names(a, launch);
    arrange_mask(a, launch);
    if (a->look[SOURCE_user] == SCENERY_VARIED)
        launch->want |= LAUNCH_USER;
    if (a->look[SOURCE_terminal] == SCENERY_VARIED)
        launch->want |= LAUNCH_TERMINAL;
    int error = scenery_write(scenes, a->look, a->machine, &a->scenery, what);
    if (!error && a->scenery.count) {
        launch->want |= LAUNCH_SCENERY;
        launch->scenes = a->scenery.items;
        launch->scene_count = a->scenery.count;
    }
    return error;
}

void arrangement_free(struct arrangement *arrangement)
{
    scenery_free(&arrangement->scenery);
    free(arrangement->shown_home);
    free(arrangement->elsewhere);
    free(arrangement->pwd);
    free(arrangement->tree);
}

/* --- what the machine refused --- */

size_t arrange_gaps(const uint8_t *mode, unsigned granted, const char *gaps[ARRANGE_GAPS])
{
    static const struct {
        enum source source;
        unsigned needs;
        const char *sentence;
    } rows[] = {
        {SOURCE_pid, LAUNCH_PIDS, "process ids are not pinned: no pid namespace here"},
        {SOURCE_memory, LAUNCH_NO_ASLR,
         "addresses are not pinned: the machine refuses personality(2)"},
        {SOURCE_host, LAUNCH_NAMES | LAUNCH_SCENERY,
         "host names are pinned in calls only, not in files: no mount namespace here"},
        {SOURCE_cpu, LAUNCH_SCENERY,
         "processors are pinned in calls only, not in files: no mount namespace here"},
        {SOURCE_limits, LAUNCH_LIMITS,
         "resource limits are lower than the documented ones: a hard limit forbids them"},
    };
    size_t count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (mode[rows[i].source] == MODE_PIN && (granted & rows[i].needs) != rows[i].needs)
            gaps[count++] = rows[i].sentence;
    }
    return count;
}
