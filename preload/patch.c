#include "patch.h"
#include "musl.h"
#include "objects.h"
#include "trampoline.h"
#include "tsc.h"
#include "banned.h"
#include <gnu/libc-version.h>

enum attach { LEAF = 1, VDSO = 2, BOTH = 3, SYMBOL = 0, PSEUDO = 4 };

struct row {
    const char *name;
    const void *wrapper;
    uint8_t source; /* SOURCE_COUNT: plumbing, always on */
    uint8_t attach;
};

/* The wrappers by their symbol names; resolved inside this library (-Bsymbolic). */
#define WRAPPER_LEAF(name) extern const char target_##name[] __asm__(#name);
#define WRAPPER_VDSO(name) WRAPPER_LEAF(name)
#define WRAPPER_BOTH(name) WRAPPER_LEAF(name)
#define WRAPPER_SYMBOL(name)
#define WRAPPER_PSEUDO(name)
#define CALL(number, name, source, codec, attach, what) WRAPPER_##attach(name)
#define HOOK(number, name, attach, why)                 WRAPPER_##attach(name)
#define ALIAS(name, of)
#include "calls.def"
#undef CALL
#undef HOOK
#undef WRAPPER_SYMBOL
#undef WRAPPER_PSEUDO

#define ROW_LEAF(name, source) {#name, target_##name, source, LEAF},
#define ROW_VDSO(name, source) {#name, target_##name, source, VDSO},
#define ROW_BOTH(name, source) {#name, target_##name, source, BOTH},
#define ROW_SYMBOL(name, source)
#define ROW_PSEUDO(name, source)
#define CALL(number, name, source, codec, attach, what) ROW_##attach(name, SOURCE_##source)
#define HOOK(number, name, attach, why)                 ROW_##attach(name, SOURCE_COUNT)
static const struct row rows[] = {
#include "calls.def"
};
#undef CALL
#undef HOOK
#undef ALIAS

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

/* What a program does with its signals is no matter, unless one of them is ours. */
static bool is_about_signals(const struct row *row)
{
    return row->wrapper == target_sigaction || row->wrapper == target_pthread_sigmask;
}

/* Where the runner has arranged what the kernel says, the library only writes down who asked. */
static bool is_only_noted(const struct row *row)
{
    return row->source == SOURCE_pid || row->source == SOURCE_terminal;
}

static bool wanted(const struct row *row)
{
    if (is_about_signals(row))
        return tsc_is_wanted();
    if (is_only_noted(row) && !lib.watch && !lib.alone)
        return false;
    return row->source == SOURCE_COUNT || lib.mode[row->source] != MODE_OFF;
}

static void patch_one(void *entry, const struct row *row, const struct region *region)
{
    bool inside = (uintptr_t)entry >= region->start &&
                  (uintptr_t)entry + ARCH_JUMP_SIZE <= region->start + region->size;
    bool done = inside && arch_write_jump(entry, row->wrapper);
    if (!done)
        lib.refused++;
    else if (row->wrapper == target_execve)
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

static void patch_libc(void)
{
    struct region text = text_around((uintptr_t)symbol_libc("getpid"));
    bool open = unlock(&text);
    lib.libc_text = text.start;
    lib.libc_size = text.size;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!(rows[i].attach & LEAF) || !wanted(&rows[i]))
            continue;
        void *entry = symbol_libc(rows[i].name);
        if (!entry)
            continue; /* this libc does not have it: nobody can call it */
        if (open)
            patch_one(entry, &rows[i], &text);
        else
            lib.refused++;
    }
    if (open)
        patch_musl(&text);
    if (open)
        lock(&text);
}

static void *vdso_entry(const char *name)
{
    char symbol[48] = "__vdso_";
    memcpy(symbol + 7, name, text_length(name) + 1);
    return symbol_vdso(symbol);
}

static void patch_vdso(void)
{
    if (!vdso_start())
        return;
    struct region code = {vdso_start(), vdso_size()};
    bool open = false;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        void *entry = rows[i].attach & VDSO && wanted(&rows[i]) ? vdso_entry(rows[i].name) : NULL;
        if (!entry)
            continue;
        open = open || unlock(&code);
        if (open)
            patch_one(entry, &rows[i], &code);
        else
            lib.refused++;
    }
    if (open)
        lock(&code);
}

/* Where the real clock is wanted: at the entry that stays as it is, or past our jump. */
static void *way_to_vdso_clock(void)
{
    bool real =
        lib.mode[SOURCE_time] == MODE_RECORD || lib.config->clock_kind == CLOCK_RUN || lib.alone;
    bool patched = lib.mode[SOURCE_time] != MODE_OFF && !(lib.config->flags & RUN_FLAG_NOPATCH);
    void *entry = vdso_start() && (real || !patched) ? vdso_entry("clock_gettime") : NULL;
    return entry && patched ? trampoline_make(entry) : entry;
}

void patch_all(void)
{
    lib.vdso_clock_gettime = (int (*)(int, struct timespec *))way_to_vdso_clock();
    if (lib.config->flags & RUN_FLAG_NOPATCH)
        return;
    patch_libc();
    patch_vdso();
}

bool patch_covers_exec(void)
{
    return exec_patched;
}
