#include "exec.h"
#include "clock.h"
#include "flow.h"
#include "confine.h"
#include "faketime.h"
#include "identity.h"
#include "writer.h"
#include "wrap.h"
#include "tsc.h"
#include "banned.h"
#include <elf.h>

#define PRELOAD "LD_PRELOAD="
#define STATE   RUN_ENV "="
/* gcc's AddressSanitizer refuses to run unless its runtime is the first library of all. */
#define SANITIZER "libasan.so"

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
    if (*text == '.') {
        do
            text++;
        while (*text == '0');
    }
    state->traced = *text == 't';
    text += state->traced;
    *directory = text + 1;
    return *text == ':' && text[1] == '/';
}

static char *copy(char *to, const char *from)
{
    size_t length = text_length(from);
    memcpy(to, from, length + 1);
    return to + length;
}

static void format_state(char *out, const struct exec_state *state)
{
    out = number_text(copy(out, STATE), state->base, 16);
    *out++ = '.';
    out = number_text(out, state->pid_unit, 16);
    *out++ = '.';
    memset(out, '0', lib.config->filler);
    out += lib.config->filler;
    if (state->traced)
        *out++ = 't';
    *out++ = ':';
    copy(out, lib.directory);
}

static size_t state_size(void)
{
    return sizeof STATE + 40 + lib.config->filler + sizeof lib.directory;
}

/* --- hiding: environ as the program would have it without us --- */

/* Length of "libasan.so.N:" before our library, which we put there ourselves. */
static size_t sanitizer_length(const char *preload)
{
    size_t length = 0;
    if (!text_starts(preload, SANITIZER))
        return 0;
    while (preload[length] && preload[length] != ':')
        length++;
    return preload[length] && text_starts(preload + length + 1, lib.config->library) ? length + 1
                                                                                     : 0;
}

/* Takes ours out of "LD_PRELOAD=ours:theirs", in place; false: nothing else was in it. */
static bool strip_preload(char *variable)
{
    char *value = variable + sizeof PRELOAD - 1;
    char *rest = value + sanitizer_length(value);
    if (!text_starts(rest, lib.config->library))
        return true;
    rest += text_length(lib.config->library);
    if (*rest == '\0')
        return false;
    memmove(value, rest + 1, text_length(rest + 1) + 1);
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

/* What is not ours in a value that may already name us. */
static const char *theirs_in(const char *preload)
{
    preload += sanitizer_length(preload);
    size_t ours = text_length(lib.config->library);
    if (!text_starts(preload, lib.config->library))
        return preload;
    return preload[ours] ? preload + ours + 1 : preload + ours;
}

static void format_preload(char *out, const char *first, const char *theirs)
{
    out = copy(copy(out, PRELOAD), first);
    if (*first)
        *out++ = ':';
    out = copy(out, lib.config->library);
    if (*theirs) {
        *out++ = ':';
        copy(out, theirs);
    }
}

/* What the image that an exec here makes derives from: see abi/run.h. */
static struct exec_state state_for_exec(enum tenant tenant)
{
    if (tenant != TENANT_OWNER)
        return (struct exec_state){identity.image, thread_self.child_unit, lib.traced};
    return (struct exec_state){identity.forked ? identity.parent : identity.image,
                               identity.pid_unit, lib.traced};
}

static void fill_environment(char **out, char *const *envp, char *preload, char *state)
{
    *out++ = preload;
    *out++ = state;
    for (uint32_t i = 0; i < lib.config->blanks; i++)
        *out++ = (char *)(uintptr_t)STATE;
    for (; envp && *envp; envp++) {
        if (!text_starts(*envp, PRELOAD) && !text_starts(*envp, STATE))
            *out++ = *envp;
    }
    *out = NULL;
}

/* What fits on the smallest stacks programs exec from. */
#define STACK_ROOM 4096u

/*
 * Room for `size` bytes.  What a child that shares our memory took and carried into its exec is
 * left behind here: it goes with the next one.
 */
static void *take_memory(size_t size)
{
    if (thread_self.exec_memory)
        sys2(SYS_munmap, thread_self.exec_memory, thread_self.exec_size);
    thread_self.exec_memory = NULL;
    long memory =
        sys6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory < 0)
        return NULL;
    thread_self.exec_size = size;
    thread_self.exec_memory = (void *)memory;
    return (void *)memory;
}

long exec_with_environment(char *const *envp, const struct exec_state *next, const char *first,
                           long (*use)(char *const *repaired, void *context), void *context)
{
    const char *given = find_variable(envp, PRELOAD);
    const char *theirs = given ? theirs_in(given) : "";
    size_t preload_size = sizeof PRELOAD + text_length(first) + 1 +
                          text_length(lib.config->library) + 1 + text_length(theirs) + 1;
    size_t list_size = (list_length(envp) + 3 + lib.config->blanks) * sizeof(char *);
    size_t size = list_size + preload_size + state_size();
    char *memory = size <= STACK_ROOM ? __builtin_alloca(size) : take_memory(size);
    if (!memory)
        return -ENOMEM;
    char *preload = memory + list_size, *state = preload + preload_size;
    format_preload(preload, first, theirs);
    format_state(state, next);
    fill_environment((char **)(void *)memory, envp, preload, state);
    return use((char *const *)(void *)memory, context);
}

/* --- what stands in the way --- */

struct place {
    int at;
    const char *path;
    int flags;
};

static bool is_descriptor(const struct place *place)
{
    return place->flags & AT_EMPTY_PATH && !*place->path;
}

static const Elf64_Phdr *segment(const char *head, long size, unsigned nth)
{
    const Elf64_Ehdr *elf = (const void *)head;
    uint64_t at = elf->e_phoff + (uint64_t)nth * elf->e_phentsize;
    if (nth >= elf->e_phnum || at + sizeof(Elf64_Phdr) > (uint64_t)size)
        return NULL;
    return (const void *)(head + at);
}

static const Elf64_Phdr *segment_of_type(const char *head, long size, uint32_t type)
{
    const Elf64_Phdr *found;
    for (unsigned i = 0; (found = segment(head, size, i)); i++) {
        if (found->p_type == type)
            return found;
    }
    return NULL;
}

/* Offset in the file of what will stand at a virtual address. */
static uint64_t file_offset(const char *head, long size, uint64_t address)
{
    const Elf64_Phdr *load;
    for (unsigned i = 0; (load = segment(head, size, i)); i++) {
        if (load->p_type == PT_LOAD && address >= load->p_vaddr &&
            address - load->p_vaddr < load->p_filesz)
            return address - load->p_vaddr + load->p_offset;
    }
    return 0;
}

/* The runtime is linked before everything else: of the needed libraries only the first counts. */
static void find_sanitizer(int fd, const char *head, long size, char name[32])
{
    Elf64_Dyn entries[32];
    const Elf64_Phdr *dynamic = segment_of_type(head, size, PT_DYNAMIC);
    uint64_t strings = 0, needed = 0;
    if (!dynamic)
        return;
    long got = sys4(SYS_pread64, fd, entries, sizeof entries, dynamic->p_offset);
    for (long i = 0; i < got / (long)sizeof *entries && entries[i].d_tag != DT_NULL; i++) {
        if (entries[i].d_tag == DT_NEEDED && !needed)
            needed = entries[i].d_un.d_val;
        else if (entries[i].d_tag == DT_STRTAB)
            strings = file_offset(head, size, entries[i].d_un.d_ptr);
    }
    if (!needed || !strings || sys4(SYS_pread64, fd, name, 31, strings + needed) <= 0)
        name[0] = '\0';
    name[31] = '\0';
    if (!text_starts(name, SANITIZER) || text_length(name) > 30)
        name[0] = '\0';
}

static int elf_obstacle(const char *head, long size)
{
    const Elf64_Ehdr *elf = (const void *)head;
    if (size < (long)sizeof *elf)
        return ESCAPE_UNKNOWN;
    if (elf->e_ident[EI_CLASS] != ELFCLASS64 || elf->e_machine != EM_X86_64)
        return ESCAPE_CLASS;
    bool whole = segment(head, size, elf->e_phnum - 1u); /* else unusual: let the loader decide */
    return whole && !segment_of_type(head, size, PT_INTERP) ? ESCAPE_STATIC : 0;
}

static bool has_capabilities(int fd)
{
    char unused[64];
    return sys4(SYS_fgetxattr, fd, "security.capability", unused, sizeof unused) > 0;
}

/* The loader runs in secure mode, without us: execve(2), capabilities(7). */
static bool gains_privilege(int fd, const struct stat *status)
{
    if (status->st_mode & S_ISUID && status->st_uid != (uid_t)sys0(SYS_geteuid))
        return true;
    if ((status->st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) &&
        status->st_gid != (gid_t)sys0(SYS_getegid))
        return true;
    return sys0(SYS_geteuid) != 0 && has_capabilities(fd);
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

/* Where the mode leaves it open, the kernel is asked. */
static bool may_be_executed(const struct place *place, const struct stat *status)
{
    if (!S_ISREG(status->st_mode))
        return false;
    return (status->st_mode & 0111) == 0111 || is_descriptor(place) ||
           sys4(SYS_faccessat, place->at, place->path, X_OK, 0) == 0;
}

/* Whoever executes it: it can be, gains nothing by it, and is entered. */
static bool is_plain_mode(mode_t mode)
{
    return S_ISREG(mode) && (mode & 07111) == 0111;
}

/*
 * Most programs are executed again and again: that a file is plain is looked up once in a run.  As
 * soon as it is changed in any way it is another file.
 */
static uint64_t *place_of_plain(const struct stat *status, uint64_t *file)
{
    uint64_t name = hash_mix(status->st_dev, status->st_ino, (uint64_t)status->st_size);
    *file = hash_mix(name, (uint64_t)status->st_ctim.tv_sec, (uint64_t)status->st_ctim.tv_nsec);
    return &lib.shared->plain[*file & (RUN_PLAIN - 1)];
}

/* A page that will be written to is not read first: see open_run(). */
static bool is_plain(const struct stat *status)
{
    uint64_t file, *place = place_of_plain(status, &file);
    return is_plain_mode(status->st_mode) && __atomic_fetch_add(place, 0, __ATOMIC_RELAXED) == file;
}

static void note_plain(int fd, const struct stat *status)
{
    uint64_t file, *place = place_of_plain(status, &file);
    if (is_plain_mode(status->st_mode) && !has_capabilities(fd))
        __atomic_store_n(place, file, __ATOMIC_RELAXED);
}

/* What one file is: an obstacle, 0 for none, or SCRIPT with the interpreter's path in `head`. */
#define SCRIPT (-1)
static int inspect_file(const struct place *place, int fd, char *head, long room,
                        struct exec_target *target)
{
    struct stat status;
    if (sys4(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) != 0)
        return ESCAPE_UNKNOWN;
    if (!may_be_executed(place, &status))
        return EXEC_FAILS;
    if (gains_privilege(fd, &status))
        return ESCAPE_SETUID;
    long size = sys4(SYS_pread64, fd, head, room - 1, 0);
    if (size < 0)
        return ESCAPE_UNKNOWN;
    head[size] = '\0';
    if (size >= SELFMAG && memcmp(head, ELFMAG, SELFMAG) == 0) {
        int obstacle = elf_obstacle(head, size);
        if (!obstacle)
            find_sanitizer(fd, head, size, target->sanitizer);
        if (!obstacle && !target->sanitizer[0])
            note_plain(fd, &status);
        return obstacle;
    }
    char *next = interpreter_of(head, size);
    if (!next)
        return 0; /* exec fails, and a shell reads it instead */
    memmove(head, next, text_length(next) + 1);
    return SCRIPT;
}

/* A descriptor made with O_PATH can be executed, not read. */
static long open_target(const struct place *place)
{
    char link[40] = "/proc/self/fd/";
    if (is_descriptor(place))
        number_text(link + 14, (uint64_t)place->at, 10);
    return sys4(SYS_openat, place->at, is_descriptor(place) ? link : place->path,
                O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
}

/* What exec(3) will say itself of a path; that we have no descriptor left is no matter to it. */
static bool is_of_the_path(long error)
{
    return error == -ENOENT || error == -ENOTDIR || error == -ELOOP || error == -ENAMETOOLONG ||
           error == -EFAULT;
}

/* What cannot be read may be executed all the same. */
static int unreadable(const struct place *place, long error)
{
    if (error != -EACCES)
        return is_of_the_path(error) ? EXEC_FAILS : 0;
    bool executable =
        (is_descriptor(place) || sys4(SYS_faccessat, place->at, place->path, X_OK, 0) == 0);
    return executable ? ESCAPE_UNKNOWN : EXEC_FAILS;
}

static int inspect(const struct place *place, char *head, long room, struct exec_target *target)
{
    struct stat status;
    bool named = !is_descriptor(place);
    long error = named ? sys4(SYS_newfstatat, place->at, place->path, &status, 0) : 0;
    if (error)
        return unreadable(place, error);
    if (named && is_plain(&status))
        return 0;
    long fd = open_target(place);
    if (fd < 0)
        return unreadable(place, fd);
    int found = inspect_file(place, (int)fd, head, room, target);
    sys1(SYS_close, fd);
    return found;
}

void exec_inspect(int at, const char *path, int flags, struct exec_target *target)
{
    char head[1024];
    struct place place = {at, path, flags};
    target->sanitizer[0] = '\0';
    for (int depth = 0; depth < 5; depth++) {
        target->obstacle = inspect(&place, head, sizeof head, target);
        if (target->obstacle == EXEC_FAILS && (depth > 0 || is_descriptor(&place)))
            target->obstacle = 0; /* the interpreter's fault: exec will say so */
        if (target->obstacle != SCRIPT)
            return;
        place = (struct place){AT_FDCWD, head, 0};
    }
    target->obstacle = ESCAPE_UNKNOWN;
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

/* What exec'ed programs need of ours to be entered; its own root may be another one by now. */
static bool is_within_reach(void)
{
    char path[PATH_ROOM];
    path_below(path, RUN_SHARED);
    return sys3(SYS_faccessat, AT_FDCWD, path, R_OK | W_OK) == 0 &&
           sys3(SYS_faccessat, AT_FDCWD, lib.config->library, R_OK) == 0;
}

/*
 * Uncovered, with what the program passes and nothing of ours, and reported.  An exec that returns
 * has failed: then nothing was started.
 */
static long attempt_untouched(struct attempt *a, char *const *envp, enum escape_kind why)
{
    struct trace_record *told = writer_text(TRACE_ESCAPE, why, a->path, a->argv);
    __atomic_add_fetch(&lib.shared->escapes, 1, __ATOMIC_RELAXED);
    long result = attempt(envp, a);
    __atomic_sub_fetch(&lib.shared->escapes, 1, __ATOMIC_RELAXED);
    writer_withdraw(told);
    return result;
}

static struct trace_record *tell_of(const struct attempt *a, int obstacle)
{
    if (!obstacle && (!lib.watch || identity_tenant() == TENANT_CHILD))
        return NULL;
    return writer_text(obstacle ? TRACE_ESCAPE : TRACE_EXEC, (uint32_t)obstacle, a->path, a->argv);
}

static long attempt_counted(struct attempt *a, char *const *envp, const struct exec_target *target,
                            const struct exec_state *next)
{
    if (!is_within_reach())
        return attempt_untouched(a, envp, target->obstacle ? target->obstacle : ESCAPE_UNREACHED);
    uint64_t *counter = target->obstacle ? &lib.shared->escapes : &lib.shared->execs;
    struct trace_record *told = tell_of(a, target->obstacle);
    struct trace_record *given = lib.watch ? flow_exec(envp) : NULL;
    __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
    long result = exec_with_environment(envp, next, target->sanitizer, attempt, a);
    __atomic_sub_fetch(counter, 1, __ATOMIC_RELAXED);
    writer_withdraw(given);
    writer_withdraw(told);
    return result == -E2BIG ? attempt_untouched(a, envp, ESCAPE_ROOM) : result;
}

/* Whether exec will fail by itself: execvp tries every directory of PATH. */
static bool is_hopeless(const struct attempt *a, struct exec_target *target)
{
    if (a->argv && !plausible(a->argv))
        return true;
    exec_inspect(a->at, a->path, a->flags, target);
    return target->obstacle == EXEC_FAILS;
}

long exec_program(int at, const char *path, char *const *argv, char *const *envp, int flags)
{
    struct attempt a = {at, flags, path, argv};
    struct exec_target target;
    if (!lib.ready || !path || (envp && !plausible(envp)))
        return attempt(envp, &a);
    if (lib.alone)
        return faketime_with_environment(envp, attempt, &a);
    if (confined())
        return attempt_untouched(&a, envp, ESCAPE_CONFINED);
    if (is_hopeless(&a, &target))
        return attempt(envp, &a);
    enum tenant tenant = identity_tenant();
    struct exec_state next = state_for_exec(tenant);
    if (tenant != TENANT_OWNER)
        clock_hand_over((pid_t)sys0(SYS_getpid));
    if (tenant == TENANT_GUEST)
        identity_after_child(); /* the id chosen for us is in use: others may choose again */
    tsc_before_exec();
    long result = attempt_counted(&a, envp, &target, &next);
    tsc_after_failed_exec();
    return result;
}

WRAP(int, execve, const char *path, char *const argv[], char *const envp[])
{
    return (int)deliver(exec_program(AT_FDCWD, path, argv, envp, 0));
}

WRAP(int, execveat, int at, const char *path, char *const argv[], char *const envp[], int flags)
{
    return (int)deliver(exec_program(at, path, argv, envp, flags));
}

/* execveat(2) needs no /proc; the kernel names it /dev/fd/N to a script's interpreter all the same.
 */
WRAP(int, fexecve, int fd, char *const argv[], char *const envp[])
{
    if (fd < 0 || !argv || !envp)
        return (int)deliver(-EINVAL);
    return (int)deliver(exec_program(fd, "", argv, envp, AT_EMPTY_PATH));
}
