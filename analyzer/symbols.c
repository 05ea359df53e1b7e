#include "symbols.h"
#include "demangle.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "source_path.h"
#include "frames.h"
#include "hash.h"
#include "util.h"

/* One object asked for; `module` is NULL when no file with that build-id was found. */
struct object {
    char *path;
    uint8_t build_id[64];
    size_t build_id_length;
    Dwfl *dwfl;
    Dwfl_Module *module;
};

/* A frame looked up before: the same places come up again and again. */
struct known {
    uint64_t key; /* 0: free */
    struct frame frame;
};

struct symbols {
    const char *const *roots;
    struct known *known;
    size_t known_count, known_room; /* a power of two */
    char *base;
    struct object *objects;
    size_t count;
};

struct symbols *symbols_new(const char *const *roots)
{
    struct symbols *symbols = xcalloc(1, sizeof *symbols);
    symbols->roots = roots;
    return symbols;
}

void symbols_relative_to(struct symbols *symbols, const char *directory)
{
    free(symbols->base);
    symbols->base = xstrdup(directory);
}

void symbols_free(struct symbols *symbols)
{
    if (!symbols)
        return;
    for (size_t i = 0; i < symbols->count; i++) {
        if (symbols->objects[i].dwfl)
            dwfl_end(symbols->objects[i].dwfl);
        free(symbols->objects[i].path);
    }
    for (size_t i = 0; i < symbols->known_room; i++)
        frame_free(&symbols->known[i].frame);
    free(symbols->known);
    free(symbols->objects);
    free(symbols->base);
    free(symbols);
}

/* Whether the file carries the build-id we look for; any file will do when we know none. */
static bool is_same_build(int fd, const struct object *object)
{
    const void *id = NULL;
    bool same = object->build_id_length == 0;
    if (same)
        return true;
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    ssize_t length = elf ? dwelf_elf_gnu_build_id(elf, &id) : -1;
    same = length > 0 && (size_t)length == object->build_id_length &&
           memcmp(id, object->build_id, object->build_id_length) == 0;
    elf_end(elf);
    return same;
}

static const Dwfl_Callbacks callbacks = {
    .find_elf = dwfl_build_id_find_elf,
    .find_debuginfo = dwfl_standard_find_debuginfo, /* build-id below /usr/lib/debug, debuglink */
    .section_address = dwfl_offline_section_address,
};

/* Opens `path` for `object` if it is the right one. */
static bool try_file(struct object *object, const char *path)
{
    autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || !is_same_build(fd, object))
        return false;
    object->dwfl = dwfl_begin(&callbacks);
    if (!object->dwfl)
        return false;
    object->module = dwfl_report_offline(object->dwfl, path, path, -1);
    dwfl_report_end(object->dwfl, NULL, NULL);
    return object->module != NULL;
}

/*
 * Below a root the object stands at its own path, or at the end of it: a run keeps the files of its
 * tree by their path within the tree.
 */
static bool try_root(struct object *object, const char *root)
{
    for (const char *tail = object->path; tail; tail = strchr(tail + 1, '/')) {
        autofree char *path = xasprintf("%s%s%s", root, *tail == '/' ? "" : "/", tail);
        if (try_file(object, path))
            return true;
    }
    return false;
}

static void open_object(const struct symbols *symbols, struct object *object)
{
    if (object->path[0] == '/' && try_file(object, object->path))
        return;
    for (const char *const *root = symbols->roots; root && *root; root++)
        if (try_root(object, *root))
            return;
}

static struct object *find_object(struct symbols *symbols, const char *path,
                                  const uint8_t *build_id, size_t length)
{
    for (size_t i = 0; i < symbols->count; i++) {
        struct object *object = &symbols->objects[i];
        if (object->build_id_length == length && strcmp(object->path, path) == 0 &&
            (length == 0 || memcmp(object->build_id, build_id, length) == 0))
            return object;
    }
    struct object *object = array_push(symbols->objects, symbols->count);
    memset(object, 0, sizeof *object);
    object->path = xstrdup(path);
    object->build_id_length = length;
    if (length)
        memcpy(object->build_id, build_id, length);
    open_object(symbols, object);
    return object;
}

const char *symbols_file(struct symbols *symbols, const char *path)
{
    const struct object *object = find_object(symbols, path, NULL, 0);
    const char *file = NULL;
    if (object->module)
        dwfl_module_info(object->module, NULL, NULL, NULL, NULL, NULL, &file, NULL);
    return file ? file : object->module ? path : NULL;
}

/* The compilation unit the address is in; clang writes no .debug_aranges, so ask each in turn. */
static Dwarf_Die *find_unit(Dwfl_Module *module, Dwarf_Addr address, Dwarf_Addr *bias)
{
    Dwarf_Die *unit = dwfl_module_addrdie(module, address, bias);
    if (unit)
        return unit;
    while ((unit = dwfl_module_nextcu(module, unit, bias)))
        if (dwarf_haspc(unit, address - *bias) == 1)
            return unit;
    return NULL;
}

/* The innermost of the functions inlined there, or the function itself. */
static char *innermost_function(Dwarf_Die *unit, Dwarf_Addr address)
{
    Dwarf_Die *scopes = NULL;
    int count = dwarf_getscopes(unit, address, &scopes);
    const char *name = NULL;
    for (int i = 0; i < count && !name; i++) {
        int tag = dwarf_tag(&scopes[i]);
        if (tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine)
            name = dwarf_diename(&scopes[i]);
    }
    char *copy = name ? xstrdup(name) : NULL;
    free(scopes);
    return copy;
}

static void fill_line(Dwarf_Die *unit, Dwarf_Addr address, const char *base, struct frame *frame)
{
    int number = 0;
    Dwarf_Attribute attribute;
    Dwarf_Line *line = dwarf_getsrc_die(unit, address);
    const char *file = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
    if (!file)
        return;
    const char *directory = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
    frame->file = source_path(file, directory, base);
    if (dwarf_lineno(line, &number) == 0 && number > 0)
        frame->line = (unsigned)number;
}

static void fill_by_dwarf(Dwfl_Module *module, Dwarf_Addr address, const char *base,
                          struct frame *frame)
{
    Dwarf_Addr bias;
    Dwarf_Die *unit = find_unit(module, address, &bias);
    if (!unit)
        return;
    frame->function = innermost_function(unit, address - bias);
    fill_line(unit, address - bias, base, frame);
}

/* By symbol table: the nearest function at or before the address. */
static char *function_by_symbol(Dwfl_Module *module, Dwarf_Addr address)
{
    GElf_Off offset;
    GElf_Sym symbol;
    const char *name = dwfl_module_addrinfo(module, address, &offset, &symbol, NULL, NULL, NULL);
    if (!name || !*name)
        return NULL;
    int type = GELF_ST_TYPE(symbol.st_info);
    if (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE)
        return NULL;
    autofree char *bare = xstrndup(name, strcspn(name, "@"));
    return demangled(bare);
}

static void look_up(struct symbols *symbols, const char *path, const uint8_t *build_id,
                    size_t build_id_length, uint64_t address, struct frame *frame)
{
    Dwarf_Addr bias;
    const struct object *object = find_object(symbols, path, build_id, build_id_length);
    *frame = (struct frame){.module = xstrdup(path), .offset = address};
    if (!object->module || !dwfl_module_getelf(object->module, &bias))
        return;
    fill_by_dwarf(object->module, address + bias, symbols->base, frame);
    if (!frame->function)
        frame->function = function_by_symbol(object->module, address + bias);
}

/* --- what is known already: open addressing, at most half full --- */

static struct known *slot_for(const struct symbols *symbols, uint64_t key)
{
    size_t at = key & (symbols->known_room - 1);
    while (symbols->known[at].key && symbols->known[at].key != key)
        at = (at + 1) & (symbols->known_room - 1);
    return &symbols->known[at];
}

static void make_room(struct symbols *symbols)
{
    struct known *old = symbols->known;
    size_t room = symbols->known_room;
    if (symbols->known_count * 2 < room)
        return;
    symbols->known_room = room ? room * 2 : 256;
    symbols->known = xcalloc(symbols->known_room, sizeof *symbols->known);
    for (size_t i = 0; i < room; i++) {
        if (old[i].key)
            *slot_for(symbols, old[i].key) = old[i];
    }
    free(old);
}

static char *copy(const char *text)
{
    return text ? xstrdup(text) : NULL;
}

void symbols_lookup(struct symbols *symbols, const char *path, const uint8_t *build_id,
                    size_t build_id_length, uint64_t address, struct frame *frame)
{
    if (build_id_length > sizeof symbols->objects->build_id)
        build_id_length = 0;
    uint64_t key = hash_mix(hash_bytes(path, strlen(path), 0),
                            hash_bytes(build_id, build_id_length, 0), address);
    make_room(symbols);
    struct known *known = slot_for(symbols, key ? key : 1);
    if (!known->key) {
        known->key = key ? key : 1;
        symbols->known_count++;
        look_up(symbols, path, build_id, build_id_length, address, &known->frame);
    }
    *frame = known->frame;
    frame->function = copy(frame->function);
    frame->file = copy(frame->file);
    frame->module = copy(frame->module);
}
