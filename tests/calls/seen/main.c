/*
 * Runs every libc function that reads something nondeterministic, each in a process of its own
 * named after it: `seen` runs them all, `seen idle` each once more up to the call.  The call itself
 * lies between two marks that strace shows; what an idle process did is what surrounds the call.
 * Functions are looked up by name, so that those an older libc lacks, or a newer one hides, are no
 * matter.
 */
#define _GNU_SOURCE
#include "seen.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
char out[PART], out2[PART], out3[PART], out4[PART];

static const struct seen_row *const tables[] = {seen_time,  seen_random,  seen_process,
                                                seen_files, seen_machine, seen_net};
enum { TABLES = sizeof tables / sizeof *tables };
static bool idle;

/* Straight to the kernel: nothing the library could see. */
long seen_raw(long number, long first, long second, long third)
{
    __asm__ volatile("syscall"
                     : "+a"(number)
                     : "D"(first), "S"(second), "d"(third)
                     : "rcx", "r11", "memory");
    return number;
}

void seen_begin(void)
{
    if (idle)
        _exit(0);
    seen_raw(SYS_write, -1, (long)"begin", 5);
}

void seen_end(void)
{
    seen_raw(SYS_write, -1, (long)"end", 3);
}

/* Those kept for old programs alone are found under their version. */
static void *find(const char *name)
{
    void *function = dlsym(RTLD_DEFAULT, name);
    return function ? function : dlvsym(RTLD_DEFAULT, name, "GLIBC_2.2.5");
}

static bool names(const struct seen_row *row, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = row->names; (at = strstr(at, name)); at += length) {
        if ((at == row->names || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    }
    return false;
}

static void run_row(const struct seen_row *row, const char *name)
{
    void *function = names(row, name) ? find(name) : NULL;
    if (!function)
        return;
    if (row->start == WARM)
        free(malloc(1));
    row->shape(function, row->argument);
    _exit(0);
}

/* Returns only if there is no such row or function. */
static void run_one(char *name)
{
    char *suffix = strrchr(name, '.');
    if (suffix && strcmp(suffix, ".idle") == 0) {
        idle = true;
        *suffix = 0;
    }
    for (size_t i = 0; i < TABLES; i++) {
        for (const struct seen_row *row = tables[i]; row->names; row++)
            run_row(row, name);
    }
}

static void spawn(const char *self, const char *name, const char *suffix)
{
    char path[128];
    snprintf(path, sizeof path, "./%s%s", name, suffix);
    char *arguments[] = {path, NULL};
    pid_t child;
    int status;
    if (symlink(self, path) != 0 || posix_spawn(&child, path, NULL, NULL, arguments, environ) != 0)
        perror(path);
    else if (waitpid(child, &status, 0) == child && status != 0)
        printf("%s: status %d\n", path, status);
}

static void spawn_row(const struct seen_row *row, const char *self, bool with_idle)
{
    char list[1024];
    snprintf(list, sizeof list, "%s", row->names);
    for (char *rest, *name = strtok_r(list, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
        if (!find(name))
            continue;
        spawn(self, name, "");
        if (with_idle)
            spawn(self, name, ".idle");
    }
}

int main(int argc, char **argv)
{
    char *base = strrchr(argv[0], '/');
    run_one(base ? base + 1 : argv[0]);
    char self[4096] = "";
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0)
        return 1;
    setvbuf(stdout, NULL, _IOLBF, 0);
    mkdir("many", 0700);
    close(open("many/file", O_CREAT | O_WRONLY, 0600));
    for (size_t i = 0; i < TABLES; i++) {
        for (const struct seen_row *row = tables[i]; row->names; row++)
            spawn_row(row, self, argc > 1);
    }
    return 0;
}
