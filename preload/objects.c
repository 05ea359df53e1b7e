#include "objects.h"
#include <dlfcn.h>

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char _end[] __attribute__((visibility("hidden")));
#pragma weak _dl_find_object
#pragma weak _r_debug

static const struct r_debug *debug;
static const ElfW(Ehdr) * vdso;
static const ElfW(Phdr) * program_headers;
static size_t program_header_count;
static uintptr_t program_bias;

/* What the dynamic section of one object says about its symbols. */
struct symbol_table {
    uintptr_t bias;
    const ElfW(Sym) * symbols;
    const char *strings;
    const uint32_t *gnu_hash;
    const ElfW(Half) * versions;
};

bool object_is_ours(uintptr_t pc)
{
    return pc >= (uintptr_t)__ehdr_start && pc < (uintptr_t)_end;
}

static const ElfW(Phdr) * header_of(const ElfW(Phdr) * headers, size_t count, uint32_t type)
{
    for (size_t i = 0; i < count; i++) {
        if (headers[i].p_type == type)
            return &headers[i];
    }
    return NULL;
}

/* The dynamic linker leaves its list of objects where debuggers look for it: DT_DEBUG. */
static const struct r_debug *find_debug(void)
{
    const ElfW(Phdr) *dynamic = header_of(program_headers, program_header_count, PT_DYNAMIC);
    if (!dynamic)
        return NULL;
    const ElfW(Dyn) *entry = (const void *)(program_bias + dynamic->p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
        if (entry->d_tag == DT_DEBUG)
            return (const struct r_debug *)entry->d_un.d_ptr;
    }
    return NULL;
}

void objects_init(const ElfW(auxv_t) * auxv)
{
    for (; auxv->a_type != AT_NULL; auxv++) {
        if (auxv->a_type == AT_PHDR)
            program_headers = (const void *)auxv->a_un.a_val;
        else if (auxv->a_type == AT_PHNUM)
            program_header_count = auxv->a_un.a_val;
        else if (auxv->a_type == AT_SYSINFO_EHDR)
            vdso = (const void *)auxv->a_un.a_val;
    }
    if (!program_headers)
        return;
    const ElfW(Phdr) *self = header_of(program_headers, program_header_count, PT_PHDR);
    program_bias = self ? (uintptr_t)program_headers - self->p_vaddr : 0;
    debug = find_debug();
}

/* glibc leaves DT_* pointers relocated; the vDSO's and musl's are offsets. */
static uintptr_t relocated(uintptr_t bias, ElfW(Addr) pointer)
{
    return pointer < bias ? bias + pointer : pointer;
}

static bool read_dynamic(uintptr_t bias, const ElfW(Dyn) * entry, struct symbol_table *table)
{
    *table = (struct symbol_table){.bias = bias};
    for (; entry && entry->d_tag != DT_NULL; entry++) {
        uintptr_t value = relocated(bias, entry->d_un.d_ptr);
        if (entry->d_tag == DT_SYMTAB)
            table->symbols = (const void *)value;
        else if (entry->d_tag == DT_STRTAB)
            table->strings = (const void *)value;
        else if (entry->d_tag == DT_GNU_HASH)
            table->gnu_hash = (const void *)value;
        else if (entry->d_tag == DT_VERSYM)
            table->versions = (const void *)value;
    }
    return table->symbols && table->strings && table->gnu_hash;
}

static uint32_t gnu_hash(const char *name)
{
    uint32_t hash = 5381;
    while (*name)
        hash = hash * 33 + (unsigned char)*name++;
    return hash;
}

/* Defined, and the default version: the top bit of a version marks the ones kept for old programs.
 */
static bool symbol_fits(const struct symbol_table *table, uint32_t index, const char *name)
{
    const ElfW(Sym) *symbol = &table->symbols[index];
    if (symbol->st_shndx == SHN_UNDEF || !text_equal(table->strings + symbol->st_name, name))
        return false;
    return !table->versions || !(table->versions[index] & 0x8000);
}

/* Layout of DT_GNU_HASH: buckets, bloom words, chains whose last link has the low bit set. */
static const ElfW(Sym) * table_lookup(const struct symbol_table *table, const char *name)
{
    const uint32_t *head = table->gnu_hash;
    uint32_t buckets = head[0], first = head[1], bloom_words = head[2];
    const uint64_t *bloom = (const void *)(head + 4);
    const uint32_t *bucket = (const void *)(bloom + bloom_words);
    const uint32_t *chain = bucket + buckets;
    uint32_t hash = gnu_hash(name);
    uint64_t word = bloom[(hash / 64) % bloom_words];
    if (!((word >> (hash % 64)) & (word >> ((hash >> head[3]) % 64)) & 1))
        return NULL;
    uint32_t index = bucket[hash % buckets];
    if (index < first)
        return NULL;
    for (;; index++) {
        uint32_t link = chain[index - first];
        if ((link | 1) == (hash | 1) && symbol_fits(table, index, name))
            return &table->symbols[index];
        if (link & 1)
            return NULL;
    }
}

static void *table_address(const struct symbol_table *table, const char *name)
{
    const ElfW(Sym) *symbol = table_lookup(table, name);
    if (!symbol)
        return NULL;
    uintptr_t address = table->bias + symbol->st_value;
    if (ELF64_ST_TYPE(symbol->st_info) == STT_GNU_IFUNC)
        address = ((uintptr_t(*)(void))address)();
    return (void *)address;
}

/* libc is the object that holds errno's home: it stays the same whatever is preloaded. */
static bool is_libc(const struct link_map *map)
{
    const char *name = map->l_name, *base = name;
    for (; *name; name++) {
        if (*name == '/')
            base = name + 1;
    }
    return text_starts(base, "libc.so") || text_starts(base, "libc-2") ||
           text_starts(base, "ld-musl");
}

/* Before objects_init, for a call that comes early, the dynamic linker's own symbol serves. */
static const struct link_map *first_object(void)
{
    if (debug)
        return debug->r_map;
    return &_r_debug ? _r_debug.r_map : NULL;
}

/* Read once: every row is looked up in it when an image starts. */
static const struct symbol_table *libc_table(void)
{
    static struct symbol_table libc;
    for (const struct link_map *map = first_object(); map && !libc.symbols; map = map->l_next) {
        struct symbol_table table;
        if (is_libc(map) && read_dynamic(map->l_addr, map->l_ld, &table))
            libc = table;
    }
    return libc.symbols ? &libc : NULL;
}

uintptr_t object_libc(void)
{
    const struct symbol_table *libc = libc_table();
    return libc ? libc->bias : 0;
}

void *symbol_libc(const char *name)
{
    const struct symbol_table *libc = libc_table();
    return libc ? table_address(libc, name) : NULL;
}

void *symbol_next(const char *name)
{
    bool after_us = false;
    for (const struct link_map *map = first_object(); map; map = map->l_next) {
        struct symbol_table table;
        bool ours = map->l_addr == (uintptr_t)__ehdr_start;
        if (after_us && !ours && read_dynamic(map->l_addr, map->l_ld, &table)) {
            void *address = table_address(&table, name);
            if (address)
                return address;
        }
        after_us |= ours;
    }
    return NULL;
}

uintptr_t vdso_start(void)
{
    return (uintptr_t)vdso;
}

size_t vdso_size(void)
{
    const ElfW(Phdr) *headers = (const void *)((uintptr_t)vdso + vdso->e_phoff);
    const ElfW(Phdr) *load = header_of(headers, vdso->e_phnum, PT_LOAD);
    return load ? (load->p_memsz + 4095) & ~(size_t)4095 : 0;
}

static bool read_vdso(struct symbol_table *table)
{
    const ElfW(Phdr) *headers = (const void *)((uintptr_t)vdso + vdso->e_phoff);
    const ElfW(Phdr) *load = header_of(headers, vdso->e_phnum, PT_LOAD);
    const ElfW(Phdr) *dynamic = header_of(headers, vdso->e_phnum, PT_DYNAMIC);
    if (!load || !dynamic)
        return false;
    uintptr_t bias = (uintptr_t)vdso - load->p_vaddr;
    return read_dynamic(bias, (const void *)(bias + dynamic->p_vaddr), table);
}

void *symbol_vdso(const char *name)
{
    static struct symbol_table table;
    if (!vdso || (!table.symbols && !read_vdso(&table)))
        return NULL;
    return table_address(&table, name);
}

/* Program headers of a mapped object, whose ELF header is the start of its mapping. */
static const ElfW(Phdr) * headers_at(uintptr_t start, size_t *count)
{
    const ElfW(Ehdr) *header = (const void *)start;
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return NULL;
    *count = header->e_phnum;
    return (const void *)(start + header->e_phoff);
}

static const char *name_of(const struct link_map *map)
{
    return map && map->l_name && *map->l_name ? map->l_name : lib.exe;
}

static bool find_by_linker(uintptr_t pc, struct object *object)
{
    struct dl_find_object found;
    if (_dl_find_object((void *)pc, &found) != 0)
        return false;
    object->start = (uintptr_t)found.dlfo_map_start;
    object->end = (uintptr_t)found.dlfo_map_end;
    object->bias = found.dlfo_link_map ? found.dlfo_link_map->l_addr : object->start;
    object->eh_frame_hdr = found.dlfo_eh_frame;
    object->name = name_of(found.dlfo_link_map);
    return true;
}

/* Fills `object` from a link map whose segments hold `pc`. */
static bool covers(const struct link_map *map, uintptr_t pc, struct object *object)
{
    bool program = map == first_object();
    size_t count = program_header_count;
    const ElfW(Phdr) *headers = program ? program_headers : headers_at(map->l_addr, &count);
    if (!headers)
        return false;
    *object = (struct object){.start = UINTPTR_MAX, .bias = map->l_addr, .name = name_of(map)};
    for (size_t i = 0; i < count; i++) {
        uintptr_t at = map->l_addr + headers[i].p_vaddr;
        if (headers[i].p_type == PT_GNU_EH_FRAME)
            object->eh_frame_hdr = (const void *)at;
        if (headers[i].p_type != PT_LOAD)
            continue;
        object->start = at < object->start ? at : object->start;
        object->end = at + headers[i].p_memsz > object->end ? at + headers[i].p_memsz : object->end;
    }
    return pc >= object->start && pc < object->end;
}

bool object_find(uintptr_t pc, struct object *object)
{
    if (_dl_find_object)
        return find_by_linker(pc, object);
    for (const struct link_map *map = first_object(); map; map = map->l_next) {
        if (covers(map, pc, object))
            return true;
    }
    return false;
}

/* The note of that name and type in a segment of notes; NULL: none.  elf(5). */
static const ElfW(Nhdr) *
    note_in(const char *note, const char *end, const char *name, uint32_t type)
{
    size_t length = text_length(name) + 1;
    while (note + sizeof(ElfW(Nhdr)) <= end) {
        const ElfW(Nhdr) *head = (const void *)note;
        const char *text = note + sizeof *head;
        if (head->n_type == type && head->n_namesz == length && memcmp(text, name, length) == 0)
            return head;
        note = text + ((head->n_namesz + 3) & ~3u) + ((head->n_descsz + 3) & ~3u);
    }
    return NULL;
}

static const ElfW(Nhdr) * find_note(const ElfW(Phdr) * headers, size_t count, uintptr_t bias,
                                    const char *name, uint32_t type)
{
    const ElfW(Nhdr) *found = NULL;
    for (size_t i = 0; headers && i < count && !found; i++) {
        const char *notes = (const char *)bias + headers[i].p_vaddr;
        if (headers[i].p_type == PT_NOTE)
            found = note_in(notes, notes + headers[i].p_memsz, name, type);
    }
    return found;
}

bool object_program_has_note(const char *name, uint32_t type)
{
    return find_note(program_headers, program_header_count, program_bias, name, type) != NULL;
}

uint32_t object_build_id(const struct object *object, uint8_t id[24])
{
    size_t count = 0;
    const ElfW(Phdr) *headers = headers_at(object->start, &count);
    const ElfW(Nhdr) *note = find_note(headers, count, object->bias, "GNU", NT_GNU_BUILD_ID);
    if (!note)
        return 0;
    uint32_t length = note->n_descsz < 24 ? note->n_descsz : 24;
    memcpy(id, (const char *)(note + 1) + ((note->n_namesz + 3) & ~3u), length);
    return length;
}
