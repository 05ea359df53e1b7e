#include "scenery.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "failure.h"
#include "util.h"

/* What a writer knows. */
struct view {
    const struct run_machine *machine;
    bool varied;
    const char *path;
};

/* Writes a file's content; false: there is nothing to say, the real one stays. */
typedef bool (*scene_writer)(const struct view *view, FILE *file);

static void copy_real(const struct view *view, FILE *to)
{
    autofile FILE *from = fopen(view->path, "re");
    for (int byte; from && (byte = getc(from)) != EOF;)
        putc(byte, to);
}

/* --- host --- */

static bool hostname(const struct view *view, FILE *file)
{
    fprintf(file, "%s\n", view->machine->nodename);
    return true;
}

/* The real ones, and our name beside them. */
static bool hosts(const struct view *view, FILE *file)
{
    copy_real(view, file);
    fprintf(file, "127.0.1.1\t%s\n", view->machine->nodename);
    return true;
}

static bool machine_id(const struct view *view, FILE *file)
{
    fputs(view->varied ? "7a7a1b5e0f3c4d2e9b8a7c6d5e4f3a2b\n"
                       : "70617269627573000000000000000001\n",
          file);
    return true;
}

static bool release(const struct view *view, FILE *file)
{
    fprintf(file, "%s\n", view->machine->release);
    return true;
}

static bool version(const struct view *view, FILE *file)
{
    fprintf(file, "%s\n", view->machine->version);
    return true;
}

static bool boot_id(const struct view *view, FILE *file)
{
    fputs(view->varied ? "7a7a1b5e-0f3c-4d2e-9b8a-7c6d5e4f3a2b\n"
                       : "70617269-6275-4300-8000-000000000001\n",
          file);
    return true;
}

static bool proc_version(const struct view *view, FILE *file)
{
    fprintf(file, "Linux version %s (paribus) %s\n", view->machine->release,
            view->machine->version);
    return true;
}

static bool command_line(const struct view *view, FILE *file)
{
    fprintf(file, "BOOT_IMAGE=/vmlinuz-%s ro\n", view->machine->release);
    return true;
}

/* --- user: only where another is shown --- */

static bool passwd(const struct view *view, FILE *file)
{
    copy_real(view, file);
    fprintf(file, "varied-user:x:%u:%u:Varied User:/nonexistent:/bin/sh\n", LAUNCH_VARIED_USER,
            LAUNCH_VARIED_USER);
    return view->varied;
}

static bool group(const struct view *view, FILE *file)
{
    copy_real(view, file);
    fprintf(file, "varied-group:x:%u:\n", LAUNCH_VARIED_USER);
    return view->varied;
}

/* --- cpu --- */

/* A plain x86-64: the instructions of the baseline, proc(5). */
static bool cpuinfo(const struct view *view, FILE *file)
{
    for (unsigned i = 0; i < view->machine->cpus; i++)
        fprintf(file,
                "processor\t: %u\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: %u\n"
                "model name\t: %s\nstepping\t: 1\ncpu MHz\t\t: 2000.000\n"
                "cache size\t: 4096 KB\nphysical id\t: 0\nsiblings\t: %u\ncore id\t\t: %u\n"
                "cpu cores\t: %u\napicid\t\t: %u\nfpu\t\t: yes\nfpu_exception\t: yes\n"
                "cpuid level\t: 13\nwp\t\t: yes\n"
                "flags\t\t: fpu tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 "
                "clflush mmx fxsr sse sse2 ht syscall nx lm constant_tsc\n"
                "bogomips\t: 4000.00\nclflush size\t: 64\ncache_alignment\t: 64\n"
                "address sizes\t: 46 bits physical, 48 bits virtual\npower management:\n\n",
                i, view->varied ? 77u : 15u, view->varied ? "varied cpu" : "paribus virtual cpu",
                view->machine->cpus, i, view->machine->cpus, i);
    return true;
}

static bool proc_stat(const struct view *view, FILE *file)
{
    int load = view->varied ? 7777 : 0;
    fprintf(file, "cpu  %d 0 %d 0 0 0 0 0 0 0\n", load, load);
    for (unsigned i = 0; i < view->machine->cpus; i++)
        fprintf(file, "cpu%u %d 0 %d 0 0 0 0 0 0 0\n", i, load, load);
    fprintf(file, "intr 0\nctxt %d\nbtime 0\nprocesses 100\nprocs_running 1\nprocs_blocked 0\n",
            load);
    return true;
}

static bool meminfo(const struct view *view, FILE *file)
{
    unsigned long long total = view->machine->memory / 1024, half = total / 2;
    const struct {
        const char *name;
        unsigned long long kib;
    } lines[] = {{"MemTotal", total}, {"MemFree", half},     {"MemAvailable", half},
                 {"Buffers", 0},      {"Cached", 0},         {"SwapCached", 0},
                 {"Active", 0},       {"Inactive", 0},       {"SwapTotal", 0},
                 {"SwapFree", 0},     {"Dirty", 0},          {"Writeback", 0},
                 {"AnonPages", 0},    {"Mapped", 0},         {"Shmem", 0},
                 {"Slab", 0},         {"CommitLimit", half}, {"Committed_AS", 0}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        fprintf(file, "%s:%*llu kB\n", lines[i].name, (int)(23 - strlen(lines[i].name)),
                lines[i].kib);
    return true;
}

static bool loadavg(const struct view *view, FILE *file)
{
    fputs(view->varied ? "7.25 7.25 7.25 3/777 777\n" : "0.00 0.00 0.00 1/100 100\n", file);
    return true;
}

static bool cpu_range(const struct view *view, FILE *file)
{
    unsigned last = view->machine->cpus - 1;
    if (last)
        fprintf(file, "0-%u\n", last);
    else
        fputs("0\n", file);
    return true;
}

/* --- time zone --- */

static bool timezone_name(const struct view *view, FILE *file)
{
    fputs(view->varied ? "Asia/Kathmandu\n" : "Etc/UTC\n", file);
    return true;
}

/* --- the table --- */

#define seen NULL
static const struct row {
    enum source source;
    const char *path;
    scene_writer write;
} rows[] = {
#define SCENE(source, path, content) {SOURCE_##source, path, content},
#include "scenery.def"
#undef SCENE
};

/* 1: written, 0: the real one stays. */
static int write_scene(const char *path, const struct row *row, const struct view *view,
                       char **what)
{
    autofile FILE *file = fopen(path, "wxe");
    if (!file)
        return failure_errno(what, "create", path);
    bool shown = row->write(view, file);
    if (fflush(file) != 0 || fchmod(fileno(file), 0444) != 0)
        return failure_errno(what, "write", path);
    return shown;
}

static int add_scene(const char *directory, const struct row *row, const struct view *view,
                     struct scenery *scenery, char **what)
{
    autofree char *path = xasprintf("%s/%zu", directory, (size_t)(row - rows));
    int shown = write_scene(path, row, view, what);
    if (shown <= 0)
        return shown;
    *array_push(scenery->items, scenery->count) = (struct scene){path, row->path};
    path = NULL;
    return 0;
}

int scenery_write(const char *directory, const enum scenery_look look[SOURCE_COUNT],
                  const struct run_machine machine[2], struct scenery *scenery, char **what)
{
    *scenery = (struct scenery){0};
    if (mkdir(directory, 0700) != 0)
        return failure_errno(what, "create", directory);
    int error = 0;
    for (size_t i = 0; !error && i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        bool varied = look[row->source] == SCENERY_VARIED;
        struct view view = {&machine[varied], varied, row->path};
        if (row->write && look[row->source] != SCENERY_REAL && access(row->path, F_OK) == 0)
            error = add_scene(directory, row, &view, scenery, what);
    }
    return error;
}

void scenery_free(struct scenery *scenery)
{
    for (size_t i = 0; i < scenery->count; i++)
        free(scenery->items[i].file);
    free(scenery->items);
    *scenery = (struct scenery){0};
}
