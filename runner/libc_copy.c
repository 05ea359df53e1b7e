#include "libc_copy.h"
#include <dlfcn.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <gelf.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "patches.h"
#include "util.h"

/* libc in the memory of this program, and its file. */
struct libc {
    void *handle;
    const struct link_map *map;
    char *bytes; /* the whole file */
    size_t size;
};

static void libc_close(struct libc *libc)
{
    free(libc->bytes);
    if (libc->handle)
        dlclose(libc->handle);
}
#define autolibc __attribute__((cleanup(libc_close)))

static bool libc_open(struct libc *libc)
{
    struct link_map *map = NULL;
    libc->handle = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
    if (!libc->handle || dlinfo(libc->handle, RTLD_DI_LINKMAP, &map) != 0)
        return false;
    libc->map = map;
    return read_whole_file(map->l_name, &libc->bytes, &libc->size) == 0;
}

static bool take_build_id(struct run_code *code, Elf *elf)
{
    const void *id;
    ssize_t length = dwelf_elf_gnu_build_id(elf, &id);
    if (length <= 0 || (size_t)length > sizeof code->build_id)
        return false;
    memcpy(code->build_id, id, (size_t)length);
    code->build_id_size = (uint32_t)length;
    return true;
}

/* The file is what is loaded, and not what has taken its place: what is only read is equal. */
static bool is_loaded(const struct libc *libc, const GElf_Phdr *segment)
{
    return segment->p_type == PT_LOAD && segment->p_flags == PF_R && segment->p_vaddr == 0 &&
           segment->p_offset == 0 && segment->p_filesz <= libc->size &&
           memcmp(libc->bytes, (const void *)libc->map->l_addr, segment->p_filesz) == 0;
}

static void take_code(struct run_code *code, const GElf_Phdr *segment)
{
    uint64_t skew = segment->p_vaddr & 4095;
    code->address = segment->p_vaddr - skew;
    code->offset = segment->p_offset - skew;
    code->size = (segment->p_filesz + skew + 4095) & ~4095ULL;
}

/* Where its code is; false: not a file we know our way in. */
static bool describe(const struct libc *libc, struct run_code *code)
{
    size_t headers = 0;
    bool loaded = false;
    Elf *elf = elf_memory(libc->bytes, libc->size);
    bool known = elf && take_build_id(code, elf) && elf_getphdrnum(elf, &headers) == 0;
    for (size_t i = 0; known && i < headers; i++) {
        GElf_Phdr segment;
        if (!gelf_getphdr(elf, (int)i, &segment))
            continue;
        loaded |= is_loaded(libc, &segment);
        if (segment.p_type == PT_LOAD && segment.p_flags & PF_X)
            take_code(code, &segment);
    }
    elf_end(elf);
    return loaded && code->size && code->offset < libc->size;
}

/* jmp *slot(%rip) */
enum { JUMP_SIZE = 6 };

static bool write_jump(struct libc *libc, const struct run_code *code, uint64_t function,
                       size_t slot)
{
    static const unsigned char opcode[] = {0xff, 0x25};
    uint64_t place = function - code->address + code->offset;
    uint64_t from = function + JUMP_SIZE;
    int32_t distance = (int32_t)(int64_t)(code->address - RUN_CODE_SLOTS + slot * 8 - from);
    if (place + JUMP_SIZE > libc->size)
        return false;
    memcpy(libc->bytes + place, opcode, sizeof opcode);
    memcpy(libc->bytes + place + sizeof opcode, &distance, sizeof distance);
    return true;
}

/* A function that is not there is nobody's; one that is not code of libc's cannot be patched. */
static bool patch(struct libc *libc, const struct run_code *code, size_t row)
{
    Dl_info info;
    const ElfW(Sym) *symbol = NULL;
    void *address = dlsym(libc->handle, patch_rows[row].name);
    if (!address)
        return true;
    uint64_t function = (uintptr_t)address - libc->map->l_addr;
    if (!dladdr1(address, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol)
        return false;
    return function >= code->address && function - code->address < code->size &&
           symbol->st_size >= JUMP_SIZE && write_jump(libc, code, function, row);
}

/* As the library chooses them, patch.c. */
static void choose(const struct run_config *config, struct run_code *code)
{
    struct patch_choice choice = {
        .mode = config->mode,
        .noted = config->flags & RUN_FLAG_TRACE || config->units > 0,
        .tsc = config->flags & RUN_FLAG_TSC && config->mode[SOURCE_time] != MODE_OFF,
    };
    patch_set(&choice, code->patched);
}

static bool patch_all(struct libc *libc, const struct run_code *code)
{
    bool done = true;
    for (size_t i = 0; done && i < PATCH_ROWS; i++) {
        bool here = code->patched[i / 64] >> (i % 64) & 1 && patch_rows[i].place & PATCH_LIBC;
        done = !here || patch(libc, code, i);
    }
    return done;
}

static bool write_copy(const char *directory, const struct libc *libc)
{
    autofree char *path = xasprintf("%s/" RUN_CODE, directory);
    autoclose int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0500);
    if (fd < 0)
        return false;
    if (pwrite(fd, libc->bytes, libc->size, 0) == (ssize_t)libc->size)
        return true;
    unlink(path);
    return false;
}

void libc_copy_make(const char *directory, struct run_config *config)
{
    autolibc struct libc libc = {0};
    struct run_code code = {0};
    if (config->flags & RUN_FLAG_NOPATCH)
        return;
    elf_version(EV_CURRENT);
    choose(config, &code);
    if (libc_open(&libc) && describe(&libc, &code) && patch_all(&libc, &code) &&
        write_copy(directory, &libc))
        config->code = code;
}

void libc_copy_remove(const char *directory)
{
    autofree char *path = xasprintf("%s/" RUN_CODE, directory);
    unlink(path);
}
