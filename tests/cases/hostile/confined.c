/* Other roots, other namespaces, filters that kill: seccomp(2), chroot(2), unshare(2). */
#define _GNU_SOURCE
#include "hostile.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void in_child(const char *name, void (*body)(void))
{
    pid_t pid = fork();
    if (pid == 0) {
        body();
        raw(SYS_exit_group, 3, 0, 0, 0, 0);
    }
    say("%s: %s", name, ending(pid));
}

/* --- filters --- */

/* What becomes of these calls, and what of all others. */
static void filter(const int *calls, size_t count, unsigned these, unsigned others, bool by_prctl)
{
    struct sock_filter code[64] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))};
    unsigned short length = 1;
    for (size_t i = 0; i < count; i++) {
        code[length++] =
            (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)calls[i], 0, 1);
        code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, these);
    }
    code[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, others);
    struct sock_fprog program = {length, code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    long result = by_prctl ? prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)
                           : syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
    if (result != 0)
        raw(SYS_exit_group, 9, 0, 0, 0, 0);
}

/* Kills at every call but these. */
static void allow_only(const int *calls, size_t count, bool by_prctl)
{
    filter(calls, count, SECCOMP_RET_ALLOW, SECCOMP_RET_KILL_PROCESS, by_prctl);
}

/* Kills at these alone. */
static void deny(const int *calls, size_t count)
{
    filter(calls, count, SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_ALLOW, false);
}

/* Clock readings by the thousand: more than fits in what is open already. */
static void many_readings(void)
{
    struct timespec now;
    for (int i = 0; i < 20000; i++) {
        time(NULL);
        clock_gettime(CLOCK_MONOTONIC, &now);
    }
}

static const int least[] = {SYS_write, SYS_exit_group, SYS_rt_sigreturn};

static void readings_alone(void)
{
    allow_only(least, 3, false);
    many_readings();
}
static void readings_by_prctl(void)
{
    allow_only(least, 3, true);
    many_readings();
}
static void strict(void)
{
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT); /* forbids rdtsc too: of the clocks time alone */
    for (int i = 0; i < 20000; i++)
        time(NULL);
    raw(SYS_exit, 3, 0, 0, 0, 0);
}
static void with_files(void)
{
    static const int calls[] = {SYS_write,   SYS_exit_group, SYS_newfstatat, SYS_getpid,
                                SYS_getppid, SYS_gettid,     SYS_getrandom,  SYS_clock_nanosleep,
                                SYS_uname,   SYS_fstat};
    struct stat status;
    char bytes[8];
    struct timespec short_time = {0, 1000};
    allow_only(calls, sizeof calls / sizeof *calls, false);
    for (int i = 0; i < 500; i++) {
        stat("/", &status);
        fstat(1, &status);
        getpid();
        getppid();
        if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
            raw(SYS_exit_group, 8, 0, 0, 0, 0);
        nanosleep(&short_time, NULL);
    }
    many_readings();
}
static void no_open(void)
{
    static const int calls[] = {SYS_open, SYS_openat, SYS_socket};
    deny(calls, 3);
    many_readings();
}
static void no_map(void)
{
    static const int calls[] = {SYS_mmap, SYS_mprotect, SYS_mremap};
    deny(calls, 3);
    many_readings();
    for (int i = 0; i < 100; i++)
        close(open("/dev/null", O_RDONLY));
}
static void fork_confined(void)
{
    static const int calls[] = {SYS_openat, SYS_mmap, SYS_socket};
    deny(calls, 3);
    pid_t pid = fork();
    if (pid == 0) {
        many_readings();
        raw(SYS_exit_group, 5, 0, 0, 0, 0);
    }
    int status;
    waitpid(pid, &status, 0);
    raw(SYS_exit_group, status == 5 << 8 ? 3 : 4, 0, 0, 0, 0);
}
/* What no program needs at start, and a library that writes traces does. */
static void exec_confined(void)
{
    static const int calls[] = {SYS_fallocate, SYS_readlinkat,   SYS_madvise,
                                SYS_socket,    SYS_memfd_create, SYS_getppid};
    deny(calls, sizeof calls / sizeof *calls);
    execl("/bin/date", "date", "+year", (char *)NULL);
}

static void filters(void)
{
    in_child("readings alone", readings_alone);
    in_child("readings, by prctl", readings_by_prctl);
    in_child("strict", strict);
    in_child("with files", with_files);
    in_child("no open", no_open);
    in_child("no mmap", no_map);
    in_child("fork", fork_confined);
    in_child("exec", exec_confined);
}

/* --- roots and namespaces --- */

static void another_root(void)
{
    char root[] = "/tmp/hostile-XXXXXX";
    if (!mkdtemp(root))
        return;
    if (geteuid() != 0 && unshare(CLONE_NEWUSER) != 0)
        return;
    if (chroot(root) != 0 || chdir("/") != 0)
        raw(SYS_exit_group, 8, 0, 0, 0, 0);
    many_readings();
    errno = 0;
    say("open: %s", said(open("/dev/urandom", O_RDONLY)));
    pid_t pid = fork();
    if (pid == 0) {
        many_readings();
        _exit(4);
    }
    say("%s", ending(pid));
    execl("/bin/sh", "sh", (char *)NULL);
    say("exec: %s", said(-1));
}

/* A root with programs in it, but none of ours: bind mounts of what is needed. */
static void root_with_programs(void)
{
    char root[] = "/tmp/hostile-XXXXXX", path[128];
    static const char *const places[] = {"usr", "bin", "lib", "lib64", "etc"};
    if (!mkdtemp(root))
        return;
    if ((geteuid() != 0 ? unshare(CLONE_NEWUSER | CLONE_NEWNS) : unshare(CLONE_NEWNS)) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        raw(SYS_exit_group, 7, 0, 0, 0, 0);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char from[64];
        snprintf(path, sizeof path, "%s/%s", root, places[i]);
        snprintf(from, sizeof from, "/%s", places[i]);
        mkdir(path, 0755);
        mount(from, path, NULL, MS_BIND | MS_REC, NULL);
    }
    if (chroot(root) != 0 || chdir("/") != 0)
        raw(SYS_exit_group, 8, 0, 0, 0, 0);
    dup2(1, 2);
    execl("/bin/sh", "sh", "-c", "echo in another root; date +year; exit 3", (char *)NULL);
}

static void roots(void)
{
    in_child("empty", another_root);
    in_child("with programs", root_with_programs);
    if (system("rmdir /tmp/hostile-?????? 2>/dev/null") != 0)
        return;
}

static void unshared(void)
{
    static const int flags[] = {CLONE_NEWUSER,
                                CLONE_NEWUSER | CLONE_NEWNS,
                                CLONE_NEWUSER | CLONE_NEWPID,
                                CLONE_NEWUSER | CLONE_NEWUTS,
                                CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC,
                                CLONE_FILES,
                                CLONE_FS};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        pid_t pid = fork();
        if (pid == 0) {
            if (unshare(flags[i]) != 0)
                _exit(9);
            pid = fork();
            if (pid == 0) {
                if (read_all_sources() != 0)
                    _exit(8);
                execl("/bin/sh", "sh", "-c", "date >/dev/null && exit 3", (char *)NULL);
            }
            int status = 0;
            waitpid(pid, &status, 0);
            _exit(WEXITSTATUS(status));
        }
        say("%zu: %s", i, ending(pid));
    }
}

static void other_user(void)
{
    if (geteuid() != 0) {
        say("not the superuser");
        return;
    }
    pid_t pid = fork();
    if (pid == 0) {
        if (setgid(65534) != 0 || setuid(65534) != 0)
            _exit(8);
        say("%d", read_all_sources());
        execl("/bin/sh", "sh", "-c", "date +year 2>&1; exit 3", (char *)NULL);
    }
    say("%s", ending(pid));
}

const struct row confined_rows[] = {
    ROW(filters), ROW(roots), ROW(unshared), ROW(other_user), {NULL, NULL}};
