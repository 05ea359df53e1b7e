#include "patch.h"
#include "confine.h"
#include "musl.h"
#include "objects.h"
#include "patches.h"
#include "real.h"
#include "trampoline.h"
#include "tsc.h"
#include "wrap.h"
#include "banned.h"
#include <gnu/libc-version.h>
#include <sys/ptrace.h>

/* The wrappers by their symbol names; resolved inside this library (-Bsymbolic). */
#define PATCH_ROW(name, source, place) extern const char target_##name[] __asm__(#name);
#include "patches.def"
static const void *const wrappers[] = {
#define PATCH_ROW(name, source, place) target_##name,
#include "patches.def"
};

static bool exec_patched;

/* A stretch of code made writable for the time of patching. */
struct region {
    uintptr_t start;
    size_t size;
};

static bool unlock(const struct region *region)
{
    return region->size &&
           sys3(SYS_mprotect, region->start, region->size, PROT_READ | PROT_WRITE | PROT_EXEC) == 0;
}

static void lock(const struct region *region)
{
    sys3(SYS_mprotect, region->start, region->size, PROT_READ | PROT_EXEC);
}

/* The executable segment of the object that holds `address`. */
static struct region text_around(uintptr_t address)
{
    struct object object;
    if (!address || !object_find(address, &object))
        return (struct region){0, 0};
    const ElfW(Ehdr) *header = (const void *)object.start;
    const ElfW(Phdr) *segment = (const void *)(object.start + header->e_phoff);
    for (int i = 0; i < header->e_phnum; i++, segment++) {
        uintptr_t start = object.bias + segment->p_vaddr;
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X) || address < start ||
            address >= start + segment->p_memsz)
            continue;
        uintptr_t page = start & ~(uintptr_t)4095;
        return (struct region){page, (start + segment->p_memsz - page + 4095) & ~(size_t)4095};
    }
    return (struct region){0, 0};
}

static bool is_in(const uint64_t *set, size_t row)
{
    return set[row / 64] >> (row % 64) & 1;
}

static void patch_one(void *entry, size_t row, const struct region *region)
{
    bool inside = (uintptr_t)entry >= region->start &&
                  (uintptr_t)entry + ARCH_JUMP_SIZE <= region->start + region->size;
    bool done = inside && arch_write_jump(entry, wrappers[row]);
    if (!done)
        lib.refused++;
    else if (row == PATCH_execve)
        exec_patched = true;
}

#pragma weak gnu_get_libc_version

static void patch_musl(const struct region *text)
{
    void *entry = gnu_get_libc_version || lib.mode[SOURCE_dirorder] == MODE_OFF
                      ? NULL
                      : symbol_libc("readdir");
    bool inside = (uintptr_t)entry >= text->start &&
                  (uintptr_t)entry + ARCH_JUMP_SIZE <= text->start + text->size;
    if (entry && !(inside && arch_write_jump(entry, (const void *)musl_readdir)))
        lib.refused++;
}

static void patch_libc(const uint64_t *set)
{
    struct region text = text_around((uintptr_t)symbol_libc("getpid"));
    bool open = unlock(&text);
    lib.libc_text = text.start;
    lib.libc_size = text.size;
    for (size_t i = 0; i < PATCH_ROWS; i++) {
        if (!(patch_rows[i].place & PATCH_LIBC) || !is_in(set, i))
            continue;
        void *entry = symbol_libc(patch_rows[i].name);
        if (!entry)
            continue; /* this libc does not have it: nobody can call it */
        if (open)
            patch_one(entry, i, &text);
        else
            lib.refused++;
    }
    if (open)
        patch_musl(&text);
    if (open)
        lock(&text);
}

/* --- the copy of libc's code that has its patches already --- */

/* Breakpoints may be in the code of what it starts, and would be lost with it. */
WRAP_UNCHECKED(long, ptrace, int request, pid_t pid, void *address, void *data)
{
    lib.traced |= request == PTRACE_TRACEME;
    return REAL_AS(long (*)(int, pid_t, void *, void *), ptrace)(request, pid, address, data);
}

/* Emulators and debuggers have made changes of their own to the code that is there, or know it. */
static bool may_replace_code(void)
{
    return !lib.alone && !lib.traced && !arch_is_emulated();
}

static bool is_copied(const struct run_code *code, const uint64_t *set, uintptr_t libc)
{
    const struct object object = {.start = libc, .bias = libc};
    uint8_t id[24];
    return libc && code->size && memcmp(code->patched, set, sizeof code->patched) == 0 &&
           object_build_id(&object, id) == code->build_id_size &&
           memcmp(id, code->build_id, code->build_id_size) == 0;
}

/* The page through which the copy finds us. */
static bool place_slots(uintptr_t at)
{
    long page = sys6(SYS_mmap, at, 4096, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (page == (long)at)
        memcpy((void *)page, wrappers, sizeof wrappers);
    else if (page > 0) /* a kernel that does not know the flag takes the address as a wish */
        sys2(SYS_munmap, page, 4096);
    return page == (long)at;
}

static bool map_code(const struct run_code *code, uintptr_t at)
{
    char path[PATH_ROOM];
    path_below(path, RUN_CODE);
    long fd = sys4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0);
    if (fd < 0)
        return false;
    long mapped = -1;
    if (place_slots(at - RUN_CODE_SLOTS))
        mapped = sys6(SYS_mmap, at, code->size, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_FIXED, fd,
                      (long)code->offset);
    sys1(SYS_close, fd);
    return mapped == (long)at;
}

static bool take_copy(const uint64_t *set)
{
    const struct run_code *code = &lib.config->code;
    uintptr_t libc = object_libc(), at = libc + code->address;
    if (!may_replace_code() || !is_copied(code, set, libc) || !map_code(code, at))
        return false;
    lib.libc_text = at;
    lib.libc_size = code->size;
    exec_patched = is_in(set, PATCH_execve);
    return true;
}

/* --- the vDSO --- */

static void *vdso_entry(const char *name)
{
    char symbol[48] = "__vdso_";
    memcpy(symbol + 7, name, text_length(name) + 1);
    return symbol_vdso(symbol);
}

static void patch_vdso(const uint64_t *set)
{
    if (!vdso_start())
        return;
    struct region code = {vdso_start(), vdso_size()};
    bool open = false;
    for (size_t i = 0; i < PATCH_ROWS; i++) {
        bool here = patch_rows[i].place & PATCH_VDSO && is_in(set, i);
        void *entry = here ? vdso_entry(patch_rows[i].name) : NULL;
        if (!entry)
            continue;
        open = open || unlock(&code);
        if (open)
            patch_one(entry, i, &code);
        else
            lib.refused++;
    }
    if (open)
        lock(&code);
}

static int kernels_clock(int clock, struct timespec *out)
{
    return (int)sys2(SYS_clock_gettime, clock, out);
}

/* Of most programs nobody asks for the clock: the way past our jump is made for the first who does.
 */
static int first_reading(int clock, struct timespec *out)
{
    int (*way)(int, struct timespec *) = confined() ? NULL : trampoline_make();
    way = way ? way : kernels_clock;
    __atomic_store_n(&lib.vdso_clock_gettime, way, __ATOMIC_RELAXED);
    return way(clock, out);
}

/* Where the real clock is wanted: at the entry that stays as it is, or past our jump. */
static void *way_to_vdso_clock(void)
{
    bool real =
        lib.mode[SOURCE_time] == MODE_RECORD || lib.config->clock_kind == CLOCK_RUN || lib.alone;
    bool patched = lib.mode[SOURCE_time] != MODE_OFF && !(lib.config->flags & RUN_FLAG_NOPATCH);
    void *entry = vdso_start() && (real || !patched) ? vdso_entry("clock_gettime") : NULL;
    if (!entry || !patched)
        return entry;
    return trampoline_keep(entry) ? (void *)first_reading : NULL;
}

void patch_all(void)
{
    uint64_t set[RUN_CODE_ROWS / 64];
    struct patch_choice choice = {lib.mode, lib.watch || lib.alone, tsc_is_wanted()};
    lib.vdso_clock_gettime = (int (*)(int, struct timespec *))way_to_vdso_clock();
    if (lib.config->flags & RUN_FLAG_NOPATCH)
        return;
    patch_set(&choice, set);
    if (!take_copy(set))
        patch_libc(set);
    patch_vdso(set);
}

bool patch_covers_exec(void)
{
    return exec_patched;
}
