/*
 * Runs a command under a seccomp filter that refuses what it is told to:
 *   deny namespaces|mounts|personality|code|docker... -- CMD ARG...
 * As containers do it, seccomp(2); `docker` is what Docker's default profile refuses of what a
 * program could want, without the capabilities containers lack.  x86-64 only, like paribus.
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ROOM 192

struct rule {
    const char *group;
    uint32_t call;
    int argument;    /* looked at, -1: none */
    uint32_t bits;   /* refused when all of these are set in it */
    uint32_t except; /* but not this value; 0: none */
    int error;       /* 0: EPERM */
};

static const struct rule rules[] = {
    {"namespaces", SYS_unshare, -1, 0, 0, 0},
    {"namespaces", SYS_setns, -1, 0, 0, 0},
    {"namespaces", SYS_clone, 0, CLONE_NEWUSER, 0, 0},
    {"mounts", SYS_mount, -1, 0, 0, 0},
    {"personality", SYS_personality, -1, 0, 0, 0},
    {"code", SYS_mprotect, 2, PROT_WRITE | PROT_EXEC, 0, 0},
    {"docker", SYS_unshare, -1, 0, 0, 0},
    {"docker", SYS_setns, -1, 0, 0, 0},
    {"docker", SYS_clone, 0, CLONE_NEWUSER, 0, 0},
    {"docker", SYS_clone, 0, CLONE_NEWNS, 0, 0},
    {"docker", SYS_clone, 0, CLONE_NEWPID, 0, 0},
    {"docker", SYS_clone3, -1, 0, 0, ENOSYS},
    {"docker", SYS_mount, -1, 0, 0, 0},
    {"docker", SYS_umount2, -1, 0, 0, 0},
    {"docker", SYS_pivot_root, -1, 0, 0, 0},
    {"docker", SYS_personality, 0, 0x40000, 0xffffffff, 0}, /* ADDR_NO_RANDOMIZE */
    {"docker", SYS_sethostname, -1, 0, 0, 0},
    {"docker", SYS_setdomainname, -1, 0, 0, 0},
    {"docker", SYS_open_by_handle_at, -1, 0, 0, 0},
    {"docker", SYS_perf_event_open, -1, 0, 0, 0},
    {"docker", SYS_bpf, -1, 0, 0, 0},
    {"docker", SYS_userfaultfd, -1, 0, 0, 0},
    {"docker", SYS_add_key, -1, 0, 0, 0},
    {"docker", SYS_keyctl, -1, 0, 0, 0},
    {"docker", SYS_settimeofday, -1, 0, 0, 0},
    {"docker", SYS_clock_settime, -1, 0, 0, 0},
};

static struct sock_filter filter[ROOM];
static unsigned short used;

static void add(struct sock_filter statement)
{
    filter[used++] = statement;
}

/* Falls through to the next rule when it does not apply: jumps count what they leave out. */
static void add_rule(const struct rule *rule)
{
    uint32_t error = (uint32_t)(rule->error ? rule->error : EPERM);
    add((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
    add((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rule->call, 0,
                                     rule->argument < 0 ? 1 : 5));
    if (rule->argument >= 0) {
        uint32_t at = (uint32_t)(offsetof(struct seccomp_data, args) + 8 * (size_t)rule->argument);
        add((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at));
        add((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rule->except,
                                         rule->except ? 3 : 0, 0));
        add((struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, rule->bits));
        add((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rule->bits, 0, 1));
    }
    add((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error));
}

static int add_group(const char *group)
{
    int found = 0;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rules[i].group, group) != 0)
            continue;
        add_rule(&rules[i]);
        found = 1;
    }
    return found;
}

static int install(void)
{
    add((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    struct sock_fprog program = {.len = used, .filter = filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0;
}

int main(int argc, char **argv)
{
    int i = 1;
    for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (!add_group(argv[i])) {
            fprintf(stderr, "deny: nothing is called '%s'\n", argv[i]);
            return 99;
        }
    }
    if (i + 1 >= argc || install() != 0) {
        perror("deny");
        return 99;
    }
    execvp(argv[i + 1], argv + i + 1);
    perror(argv[i + 1]);
    return 99;
}
