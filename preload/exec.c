#include "exec.h"
#include "clock.h"
#include "identity.h"
#include "writer.h"
#include "wrap.h"
#include "banned.h"
#include <elf.h>

#define PRELOAD "LD_PRELOAD="
#define STATE   RUN_ENV "="

/* --- the state variable --- */

static const char *hex_value(const char *text, uint64_t *value)
{
    for (*value = 0;; text++) {
        unsigned digit = (unsigned char)*text - '0';
        if (digit > 9)
            digit = (unsigned char)*text - 'a' + 10;
        if ((digit > 9 && (*text < 'a' || *text > 'f')) || digit > 15)
            return text;
        *value = *value << 4 | digit;
    }
}

bool exec_state_parse(const char *text, struct exec_state *state, const char **directory)
{
    text = hex_value(text, &state->base);
    if (*text++ != '.')
        return false;
    text = hex_value(text, &state->pid_unit);
    *directory = text + 1;
    return *text == ':' && text[1] == '/';
}

static char *copy(char *to, const char *from)
{
    size_t length = text_length(from);
    memcpy(to, from, length + 1);
    return to + length;
}

static void format_state(char *out, uint64_t base, uint64_t pid_unit)
{
    out = number_text(copy(out, STATE), base, 16);
    *out++ = '.';
    out = number_text(out, pid_unit, 16);
    *out++ = ':';
    copy(out, lib.directory);
}

/* --- hiding: environ as the program would have it without us --- */

/* Removes our library from "LD_PRELOAD=ours:theirs" in place; false: nothing else was in it. */
static bool strip_preload(char *variable)
{
    char *value = variable + sizeof PRELOAD - 1;
    size_t ours = text_length(lib.config->library);
    if (!text_starts(value, lib.config->library))
        return true;
    if (value[ours] == '\0')
        return false;
    memmove(value, value + ours + 1, text_length(value + ours + 1) + 1);
    return true;
}

void exec_hide(char **envp)
{
    char **out = envp;
    for (char **in = envp; *in; in++) {
        bool keep = !text_starts(*in, STATE) && (!text_starts(*in, PRELOAD) || strip_preload(*in));
        if (keep)
            *out++ = *in;
    }
    while (*out)
        *out++ = NULL;
    lib.hidden = true;
}

/* --- repairing --- */

static size_t list_length(char *const *list)
{
    size_t count = 0;
    while (list && list[count])
        count++;
    return count;
}

static const char *find_variable(char *const *envp, const char *prefix)
{
    for (; envp && *envp; envp++) {
        if (text_starts(*envp, prefix))
            return *envp + text_length(prefix);
    }
    return NULL;
}

static bool names_ours(const char *preload)
{
    size_t length = text_length(lib.config->library);
    return text_starts(preload, lib.config->library) &&
           (preload[length] == '\0' || preload[length] == ':' || preload[length] == ' ');
}

static void format_preload(char *out, const char *theirs)
{
    out = copy(copy(out, PRELOAD), lib.config->library);
    if (theirs && *theirs && !names_ours(theirs)) {
        *out++ = ':';
        copy(out, theirs);
    } else if (theirs && *theirs) {
        copy(out, theirs + text_length(lib.config->library));
    }
}

/* The image an exec here derives from: see abi/run.h. */
static uint64_t base_for_exec(bool borrowed)
{
    return borrowed || !identity.forked ? identity.image : identity.parent;
}

static void fill_environment(char **out, char *const *envp, char *preload, char *state)
{
    *out++ = preload;
    *out++ = state;
    for (; envp && *envp; envp++) {
        if (!text_starts(*envp, PRELOAD) && !text_starts(*envp, STATE))
            *out++ = *envp;
    }
    *out = NULL;
}

#define STACK_ROOM 65536u

long exec_with_environment(char *const *envp, uint64_t pid_unit,
                           long (*use)(char *const *repaired, void *context), void *context)
{
    const char *theirs = find_variable(envp, PRELOAD);
    size_t preload_size = sizeof PRELOAD + text_length(lib.config->library) + 1 +
                          (theirs ? text_length(theirs) : 0) + 1;
    size_t list_size = (list_length(envp) + 3) * sizeof(char *);
    size_t size = list_size + preload_size;
    char state[sizeof STATE + 40 + sizeof lib.directory];
    bool borrowed = identity_is_borrowed((pid_t)sys0(SYS_getpid));
    format_state(state, base_for_exec(borrowed), pid_unit);
    long mapped = 0;
    char *memory;
    if (size <= STACK_ROOM) {
        memory = __builtin_alloca(size);
    } else {
        mapped =
            sys6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (mapped < 0)
            return mapped;
        memory = (char *)mapped;
    }
    char *preload = memory + list_size;
    format_preload(preload, theirs);
    fill_environment((char **)(void *)memory, envp, preload, state);
    long result = use((char *const *)(void *)memory, context);
    if (mapped)
        sys2(SYS_munmap, mapped, size);
    return result;
}

/* --- what stands in the way --- */

static bool has_interpreter(const char *head, long size)
{
    const Elf64_Ehdr *elf = (const void *)head;
    for (unsigned i = 0; i < elf->e_phnum; i++) {
        uint64_t at = elf->e_phoff + (uint64_t)i * elf->e_phentsize;
        if (at + sizeof(Elf64_Phdr) > (uint64_t)size)
            return true; /* unusual: let the loader decide */
        if (((const Elf64_Phdr *)(const void *)(head + at))->p_type == PT_INTERP)
            return true;
    }
    return false;
}

static int elf_obstacle(const char *head, long size)
{
    const Elf64_Ehdr *elf = (const void *)head;
    if (size < (long)sizeof *elf)
        return ESCAPE_UNKNOWN;
    if (elf->e_ident[EI_CLASS] != ELFCLASS64 || elf->e_machine != EM_X86_64)
        return ESCAPE_CLASS;
    return has_interpreter(head, size) ? 0 : ESCAPE_STATIC;
}

/* The loader runs in secure mode, without us: execve(2), capabilities(7). */
static bool gains_privilege(int fd)
{
    struct stat status;
    char unused[64];
    if (sys4(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) != 0)
        return false;
    if (status.st_mode & S_ISUID && status.st_uid != (uid_t)sys0(SYS_geteuid))
        return true;
    if ((status.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) &&
        status.st_gid != (gid_t)sys0(SYS_getegid))
        return true;
    return sys4(SYS_fgetxattr, fd, "security.capability", unused, sizeof unused) > 0 &&
           sys0(SYS_geteuid) != 0;
}

/* The path after "#!", cut out in place; NULL: not a script. */
static char *interpreter_of(char *head, long size)
{
    if (size < 4 || head[0] != '#' || head[1] != '!')
        return NULL;
    char *path = head + 2, *end = head + size;
    while (path < end && (*path == ' ' || *path == '\t'))
        path++;
    for (char *at = path; at < end; at++) {
        if (*at == ' ' || *at == '\t' || *at == '\n') {
            *at = '\0';
            return path;
        }
    }
    return NULL;
}

int exec_obstacle(int at, const char *path, int flags)
{
    char head[1024];
    for (int depth = 0; depth < 5; depth++) {
        bool descriptor = flags & AT_EMPTY_PATH && !*path;
        long fd =
            descriptor ? at : sys4(SYS_openat, at, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
        if (fd < 0)
            return fd == -EACCES ? ESCAPE_UNKNOWN : 0; /* exec will fail by itself */
        bool privileged = gains_privilege((int)fd);
        long size = sys4(SYS_pread64, fd, head, sizeof head - 1, 0);
        if (!descriptor)
            sys1(SYS_close, fd);
        if (privileged)
            return ESCAPE_SETUID;
        if (size < 0)
            return descriptor ? 0 : ESCAPE_UNKNOWN;
        head[size] = '\0';
        if (size >= 4 && memcmp(head, ELFMAG, SELFMAG) == 0)
            return elf_obstacle(head, size);
        char *next = interpreter_of(head, size);
        if (!next)
            return 0; /* exec fails, and a shell reads it instead */
        memmove(head, next, text_length(next) + 1);
        path = head;
        at = AT_FDCWD;
        flags = 0;
    }
    return ESCAPE_UNKNOWN;
}

/* --- exec itself --- */

struct attempt {
    int at, flags;
    const char *path;
    char *const *argv;
};

static long attempt(char *const *envp, void *context)
{
    const struct attempt *a = context;
    if (a->at == AT_FDCWD && !a->flags)
        return sys3(SYS_execve, a->path, a->argv, envp);
    return sys5(SYS_execveat, a->at, a->path, a->argv, envp, a->flags);
}

static long attempt_counted(struct attempt *a, char *const *envp, bool borrowed)
{
    int obstacle = exec_obstacle(a->at, a->path, a->flags);
    uint64_t unit = borrowed ? thread_self.child_unit : identity.pid_unit;
    uint64_t *counter = obstacle ? &lib.shared->escapes : &lib.shared->execs;
    if (obstacle)
        writer_text(TRACE_ESCAPE, (uint32_t)obstacle, a->path, a->argv);
    else if (lib.watch)
        writer_text(TRACE_EXEC, 0, a->path, a->argv);
    __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
    long result = exec_with_environment(envp, unit, attempt, a);
    __atomic_sub_fetch(counter, 1, __ATOMIC_RELAXED);
    return result;
}

/*
 * Only a file that can be executed is counted as an attempt: execvp tries every directory of PATH.
 */
static long refused_at_once(const struct attempt *a)
{
    if (a->flags & AT_EMPTY_PATH)
        return 0;
    return sys4(SYS_faccessat, a->at, a->path, X_OK, 0);
}

long exec_program(int at, const char *path, char *const *argv, char *const *envp, int flags)
{
    struct attempt a = {at, flags, path, argv};
    if (!lib.ready || !path)
        return attempt(envp, &a);
    pid_t pid = (pid_t)sys0(SYS_getpid);
    bool borrowed = identity_is_borrowed(pid);
    if (!borrowed)
        identity_check();
    else
        clock_hand_over(pid);
    identity_after_child(); /* the id chosen for us is in use: others may choose again */
    long missing = refused_at_once(&a);
    return missing == -ENOENT || missing == -ENOTDIR ? missing
                                                     : attempt_counted(&a, envp, borrowed);
}

WRAP(int, execve, const char *path, char *const argv[], char *const envp[])
{
    return (int)deliver(exec_program(AT_FDCWD, path, argv, envp, 0));
}

WRAP(int, execveat, int at, const char *path, char *const argv[], char *const envp[], int flags)
{
    return (int)deliver(exec_program(at, path, argv, envp, flags));
}
