#include "exec_target.h"
#include "banned.h"
#include <elf.h>

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
    if (!text_starts(name, EXEC_SANITIZER) || text_length(name) > 30)
        name[0] = '\0';
}

/* Of either class: a segment's type stands first.  What is not all there is unusual: it may not. */
static bool lacks_loader(const char *head, long size)
{
    const Elf64_Ehdr *wide = (const void *)head;
    const Elf32_Ehdr *narrow = (const void *)head;
    bool is_wide = head[EI_CLASS] == ELFCLASS64;
    uint64_t at = is_wide ? wide->e_phoff : narrow->e_phoff;
    unsigned each = is_wide ? wide->e_phentsize : narrow->e_phentsize;
    unsigned count = is_wide ? wide->e_phnum : narrow->e_phnum;
    for (unsigned i = 0; i < count; i++, at += each) {
        if (at > (uint64_t)size - sizeof(Elf64_Phdr))
            return false;
        if (*(const uint32_t *)(const void *)(head + at) == PT_INTERP)
            return false;
    }
    return count > 0;
}

static int elf_obstacle(const char *head, long size)
{
    const Elf64_Ehdr *elf = (const void *)head;
    if (size < (long)sizeof *elf)
        return ESCAPE_UNKNOWN;
    if (lacks_loader(head, size))
        return ESCAPE_STATIC;
    bool ours = head[EI_CLASS] == ELFCLASS64 && elf->e_machine == EM_X86_64;
    return ours ? 0 : ESCAPE_CLASS;
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
