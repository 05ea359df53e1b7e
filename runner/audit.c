#include "audit.h"
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include "loop.h"
#include "run.h"
#include "util.h"

static const struct row {
    long number;
    const char *name;
} rows[] = {
#define AUDITED(call) {SYS_##call, #call},
#include "audit.def"
#undef AUDITED
};
#define ROWS (sizeof rows / sizeof *rows)

/* --- in the command --- */

#define AT(field) ((uint32_t)offsetof(struct seccomp_data, field))

int audit_install(void)
{
    struct sock_filter filter[6 + ROWS + 2];
    size_t count = 0;
    const uint8_t allow = ROWS, ask = ROWS + 1; /* as seen from the first row */
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, AT(arch));
    filter[count++] =
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, allow + 3);
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, AT(args[5]));
    filter[count++] =
        (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RUN_OWN_CALL, allow + 1, 0);
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, AT(nr));
    for (size_t i = 0; i < ROWS; i++)
        filter[count++] = (struct sock_filter)BPF_JUMP(
            BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rows[i].number, (uint8_t)(ask - i - 1), 0);
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF);
    struct sock_fprog program = {.len = (unsigned short)count, .filter = filter};
    unsigned flags = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    long fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    if (fd < 0 && errno == EACCES && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    return fd < 0 ? -errno : (int)fd;
}

/* --- in the runner --- */

/* Calls from one place of a program. */
struct place {
    char *program, *module; /* paths; module "": generated code */
    uint64_t offset;        /* in the module's file */
    const char *call;
    uint64_t count;
};

/* Who asked lately, so that its mappings need not be read again; a pid may execute another program.
 */
struct caller {
    uint64_t key;
    size_t place; /* index + 1; 0: libc or the like, not counted */
};
#define CALLERS 1024u

struct audit {
    struct watch watch;
    int loop;
    struct place *places;
    size_t count;
    struct caller callers[CALLERS];
};

static bool ends_with_one_of(const char *path, const char *const *names, size_t count)
{
    const char *name = last_part(path);
    for (size_t i = 0; i < count; i++) {
        if (strncmp(name, names[i], strlen(names[i])) == 0)
            return true;
    }
    return false;
}

/* Whose calls are known: libc, the loader, we, the kernel's own code. */
static bool is_known(const char *module)
{
    static const char *const names[] = {"libc.so",       "libc-2", "ld-linux",  "ld-musl",
                                        "libparibus.so", "[vdso]", "libpthread"};
    return ends_with_one_of(module, names, sizeof names / sizeof *names);
}

/* The mapping that holds `ip`: proc_pid_maps(5).  Its path, malloc'd; NULL: there is none. */
static char *mapping_of(pid_t pid, uint64_t ip, uint64_t *offset)
{
    autofree char *path = xasprintf("/proc/%d/maps", (int)pid);
    autofile FILE *maps = fopen(path, "re");
    char line[4352];
    while (maps && fgets(line, sizeof line, maps)) {
        uint64_t start, end, at;
        int name = 0;
        if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %*s %*s %n", &start, &end, &at,
                   &name) < 3 ||
            ip < start || ip >= end)
            continue;
        line[strcspn(line, "\n")] = '\0';
        *offset = line[name] == '/' ? ip - start + at : ip;
        return xstrdup(name ? line + name : "");
    }
    return NULL;
}

static char *program_of(pid_t pid)
{
    char target[4096];
    autofree char *link = xasprintf("/proc/%d/exe", (int)pid);
    ssize_t length = readlink(link, target, sizeof target - 1);
    return xstrndup(target, length > 0 ? (size_t)length : 0);
}

static size_t place_for(struct audit *audit, const char *program, const char *module,
                        uint64_t offset, const char *call)
{
    for (size_t i = 0; i < audit->count; i++) {
        const struct place *place = &audit->places[i];
        if (place->offset == offset && place->call == call &&
            strcmp(place->program, program) == 0 && strcmp(place->module, module) == 0)
            return i + 1;
    }
    *array_push(audit->places, audit->count) =
        (struct place){xstrdup(program), xstrdup(module), offset, call, 0};
    return audit->count;
}

/* Another machine than this one: seccomp_unotify(2) on reading the memory of a caller. */
static bool leaves_the_machine(pid_t pid, uint64_t address, uint64_t length)
{
    struct sockaddr_storage name = {0};
    struct iovec here = {&name, length < sizeof name ? length : sizeof name};
    struct iovec there = {(void *)(uintptr_t)address, here.iov_len};
    if (process_vm_readv(pid, &here, 1, &there, 1, 0) < (ssize_t)sizeof name.ss_family)
        return false;
    const struct sockaddr_in *four = (const void *)&name;
    const struct sockaddr_in6 *six = (const void *)&name;
    if (name.ss_family == AF_INET)
        return ntohl(four->sin_addr.s_addr) >> 24 != 127;
    return name.ss_family == AF_INET6 && !IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

static void note(struct audit *audit, const struct seccomp_notif *asked)
{
    pid_t pid = (pid_t)asked->pid;
    uint64_t ip = asked->data.instruction_pointer, offset = 0;
    size_t row = 0;
    while (row < ROWS && rows[row].number != asked->data.nr)
        row++;
    bool network = asked->data.nr == SYS_connect;
    if (row == ROWS ||
        (network && !leaves_the_machine(pid, asked->data.args[1], asked->data.args[2])))
        return;
    autofree char *program = program_of(pid);
    uint64_t key = hash_mix(hash_bytes(program, strlen(program), ip), (uint64_t)pid, row) | 1;
    struct caller *caller = &audit->callers[key % CALLERS];
    if (caller->key != key) {
        autofree char *module = mapping_of(pid, ip, &offset);
        bool counts = network || (module && !is_known(module));
        *caller = (struct caller){key, counts ? place_for(audit, program,
                                                          network || !module ? program : module,
                                                          network ? 0 : offset, rows[row].name)
                                              : 0};
    }
    if (caller->place)
        audit->places[caller->place - 1].count++;
}

static void asked(struct watch *watch, uint32_t events)
{
    struct audit *audit = (struct audit *)watch;
    struct seccomp_notif question = {0};
    if (!(events & EPOLLIN)) { /* nobody is left who could ask */
        loop_forget(audit->loop, watch);
        close(watch->fd);
        watch->fd = -1;
        return;
    }
    if (ioctl(watch->fd, SECCOMP_IOCTL_NOTIF_RECV, &question) != 0)
        return;
    note(audit, &question);
    struct seccomp_notif_resp answer = {.id = question.id,
                                        .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    ioctl(watch->fd, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

struct audit *audit_open(int loop)
{
    struct audit *audit = xcalloc(1, sizeof *audit);
    audit->loop = loop;
    audit->watch.fd = -1;
    return audit;
}

void audit_take(struct audit *audit, int fd)
{
    audit->watch = (struct watch){.fd = fd, .ready = asked};
    loop_watch(audit->loop, &audit->watch, EPOLLIN);
}

static int by_place(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    int order = strcmp(left->program, right->program);
    order = order ? order : strcmp(left->module, right->module);
    order = order ? order : strcmp(left->call, right->call);
    return order ? order : (left->offset > right->offset) - (left->offset < right->offset);
}

int audit_write(const struct audit *audit, const char *path)
{
    autofile FILE *file = fopen(path, "we");
    if (!file)
        return -errno;
    if (audit->count)
        qsort(audit->places, audit->count, sizeof *audit->places, by_place);
    for (size_t i = 0; i < audit->count; i++) {
        const struct place *place = &audit->places[i];
        struct text module = {0}, program = {0};
        text_escape(&module, place->module, strlen(place->module));
        text_escape(&program, place->program, strlen(place->program));
        fprintf(file, "%" PRIu64 "\t%s\t%" PRIx64 "\t%s\t%s\n", place->count, place->call,
                place->offset, module.data, program.data);
        text_free(&module);
        text_free(&program);
    }
    return fflush(file) != 0 ? -errno : 0;
}

void audit_close(struct audit *audit)
{
    if (!audit)
        return;
    if (audit->watch.fd >= 0) {
        loop_forget(audit->loop, &audit->watch);
        close(audit->watch.fd);
    }
    for (size_t i = 0; i < audit->count; i++) {
        free(audit->places[i].program);
        free(audit->places[i].module);
    }
    free(audit->places);
    free(audit);
}
