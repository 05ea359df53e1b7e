#include "behind.h"
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "frames.h"
#include "instructions.h"
#include "util.h"

#define PER_PROGRAM  3
#define MAX_PROGRAMS 64

struct list {
    char **items;
    size_t count;
};

/* Takes the sentence over; the same is not said twice. */
static bool say(struct list *list, char *sentence)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->items[i], sentence) == 0) {
            free(sentence);
            return false;
        }
    }
    list->items = xrealloc(list->items, (list->count + 2) * sizeof *list->items);
    list->items[list->count++] = sentence;
    list->items[list->count] = NULL;
    return true;
}

void behind_free(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

/* " in main() at leak.c:5 of leak", as far as it is known. */
static char *place(struct symbols *symbols, const char *path, uint64_t address)
{
    struct text text = {0};
    struct frame frame = {0};
    symbols_lookup(symbols, path, NULL, 0, address, &frame);
    if (frame.function)
        text_printf(&text, " in %s()", frame.function);
    if (frame.file && frame.line)
        text_printf(&text, " at %s:%u", frame.file, frame.line);
    text_printf(&text, " of %s", last_part(path));
    frame_free(&frame);
    return text.data;
}

/* --- instructions --- */

struct program {
    struct list *list;
    struct symbols *symbols;
    const char *path;
    bool weak; /* also what hardly ever matters */
    size_t said;
};

static void found(enum instruction what, uint64_t address, void *context)
{
    struct program *program = context;
    if (program->said >= PER_PROGRAM || (what == INSTRUCTION_CPUID) != program->weak)
        return;
    autofree char *where = place(program->symbols, program->path, address);
    program->said += say(program->list, xasprintf("%s%s", instruction_name(what), where));
}

/* The loader, libc and we ourselves are what everything else is looked at for. */
static bool is_known(const char *path)
{
    static const char *const names[] = {"ld-linux", "libc.so", "ld-musl", "libparibus", "[vdso]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(last_part(path), names[i], strlen(names[i])) == 0)
            return true;
    }
    return false;
}

struct paths {
    const char *items[MAX_PROGRAMS];
    size_t count;
};

static void add_path(struct paths *paths, const char *path)
{
    for (size_t i = 0; i < paths->count; i++) {
        if (strcmp(paths->items[i], path) == 0)
            return;
    }
    if (paths->count < MAX_PROGRAMS && *path && !is_known(path))
        paths->items[paths->count++] = path;
}

char **behind_instructions(const struct tree *tree, uint32_t process, struct symbols *symbols)
{
    struct list list = {0};
    struct paths paths = {0};
    for (size_t i = 0; i < tree->process_count; i++) {
        const struct process *one = &tree->processes[i];
        if (process != UINT32_MAX && process != i)
            continue;
        add_path(&paths, one->exe);
        for (size_t m = 0; m < one->module_count; m++)
            add_path(&paths, one->modules[m].path);
    }
    for (int weak = 0; weak < 2 && list.count == 0; weak++) {
        for (size_t i = 0; i < paths.count; i++) {
            const char *file = symbols_file(symbols, paths.items[i]);
            struct program program = {&list, symbols, paths.items[i], weak, 0};
            if (file)
                instructions_scan(file, found, &program);
        }
    }
    return list.items;
}

/* --- calls of an audited run --- */

/* Where in its file an address stands, turned round; 0: nowhere. */
static uint64_t address_of(const char *file, uint64_t offset)
{
    autoclose int fd = open(file, O_RDONLY | O_CLOEXEC);
    uint64_t address = 0;
    size_t count = 0;
    elf_version(EV_CURRENT);
    Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ_MMAP, NULL);
    if (elf && elf_getphdrnum(elf, &count) != 0)
        count = 0;
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_LOAD &&
            offset >= segment.p_offset && offset < segment.p_offset + segment.p_filesz)
            address = offset - segment.p_offset + segment.p_vaddr;
    }
    elf_end(elf);
    return address;
}

static char *caller(const struct raw_call *raw, struct symbols *symbols)
{
    if (!*raw->module || *raw->module == '[')
        return xasprintf(" in generated code of %s", last_part(raw->program));
    if (!raw->offset)
        return xasprintf(" by %s", last_part(raw->program));
    const char *file = symbols_file(symbols, raw->module);
    uint64_t address = file ? address_of(file, raw->offset) : 0;
    /* the kernel tells where the call returns to */
    return address ? place(symbols, raw->module, address - 1)
                   : xasprintf(" of %s", last_part(raw->module));
}

char **behind_calls(const struct tree *tree, struct symbols *symbols)
{
    struct list list = {0};
    for (size_t i = 0; i < tree->raw_count; i++) {
        const struct raw_call *raw = &tree->raw[i];
        autofree char *who = caller(raw, symbols);
        say(&list, xasprintf("%s%s, %llu time%s", raw->call, who, (unsigned long long)raw->count,
                             raw->count == 1 ? "" : "s"));
    }
    return list.items;
}
