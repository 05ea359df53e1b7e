#include "sections.h"

#include <arpa/inet.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>
#include "util.h"

/* One more stretch; with `text` its words stand for it, which are taken over. */
static void add(struct members *members, char *name, struct bytes data, size_t at, char *text)
{
    size_t index = members->count, size = text ? strlen(text) : data.size;
    *array_push(members->items, members->count) =
        (struct member){.name = name,
                        .index = index,
                        .header = xasprintf("%s%zu\n", MEMBER_SIZE, size),
                        .hash = XXH3_64bits(text ? text : data.data, size),
                        .size = size,
                        .at = at,
                        .text = text};
    bytes_passed(size);
}

/* --- ELF --- */

static void put_hex(struct text *text, const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        text_printf(text, "%02x", (unsigned char)data[i]);
    text_puts(text, "\n");
}

/* "build id: 5f3a..." and what else a section of notes has, a line each; NULL: it has none. */
static char *notes_text(Elf_Scn *section)
{
    struct text text = {0};
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Nhdr note;
    size_t name, value;
    for (size_t at = 0, next; data && (next = gelf_getnote(data, at, &note, &name, &value)) > 0;
         at = next) {
        const char *owner = (const char *)data->d_buf + name;
        int length = (int)strnlen(owner, note.n_namesz);
        if (note.n_type == NT_GNU_BUILD_ID && length == 3 && memcmp(owner, "GNU", 3) == 0)
            text_puts(&text, "build id: ");
        else
            text_printf(&text, "note %u of %.*s: ", note.n_type, length, owner);
        put_hex(&text, (const char *)data->d_buf + value, note.n_descsz);
    }
    return text.data;
}

static void add_section(Elf *elf, Elf_Scn *section, size_t names, struct bytes file,
                        struct members *members)
{
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header) || header.sh_type == SHT_NOBITS ||
        header.sh_offset > file.size || header.sh_size > file.size - header.sh_offset)
        return;
    const char *name = elf_strptr(elf, names, header.sh_name);
    struct bytes data = bytes_part(file, header.sh_offset, header.sh_size);
    if (name)
        add(members, xasprintf("(section %s)", name), data, header.sh_offset,
            header.sh_type == SHT_NOTE ? notes_text(section) : NULL);
}

static bool list_elf(struct bytes file, struct members *members)
{
    if (file.size < SELFMAG || memcmp(file.data, ELFMAG, SELFMAG) != 0 ||
        elf_version(EV_CURRENT) == EV_NONE)
        return false;
    Elf *elf = elf_memory((char *)(uintptr_t)file.data, file.size);
    size_t names;
    if (elf && elf_kind(elf) == ELF_K_ELF && elf_getshdrstrndx(elf, &names) == 0) {
        for (Elf_Scn *at = NULL; (at = elf_nextscn(elf, at)) && members->count < MAX_SECTIONS;)
            add_section(elf, at, names, file, members);
    }
    elf_end(elf);
    return members->count > 0;
}

/* --- PNG: length, type, data, checksum; https://www.w3.org/TR/png/ --- */

#define PNG_MAGIC "\x89PNG\r\n\x1a\n"

static uint32_t u32(const char *at)
{
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return ntohl(value);
}

static char *chunk_text(const char *type, struct bytes data)
{
    const unsigned char *byte = (const unsigned char *)data.data;
    if (memcmp(type, "tIME", 4) == 0 && data.size == 7)
        return xasprintf("time: %u-%02u-%02u %02u:%02u:%02u\n", byte[0] << 8 | byte[1], byte[2],
                         byte[3], byte[4], byte[5], byte[6]);
    if (memcmp(type, "tEXt", 4) != 0 || memchr(data.data, '\0', data.size) == NULL)
        return NULL;
    struct text text = {0};
    size_t key = strnlen(data.data, data.size);
    text_escape(&text, data.data, key);
    text_puts(&text, ": ");
    text_escape(&text, data.data + key + 1, data.size - key - 1);
    text_puts(&text, "\n");
    return text.data;
}

static bool list_png(struct bytes file, struct members *members)
{
    size_t at = sizeof PNG_MAGIC - 1;
    if (file.size < at || memcmp(file.data, PNG_MAGIC, at) != 0)
        return false;
    while (file.size - at >= 12 && members->count < MAX_SECTIONS) {
        const char *type = file.data + at + 4;
        size_t size = u32(file.data + at);
        if (size > file.size - at - 12)
            return false;
        struct bytes data = bytes_part(file, at + 8, size);
        struct text name = {0};
        text_puts(&name, "(chunk ");
        text_escape(&name, type, 4);
        text_puts(&name, ")");
        add(members, name.data, data, at + 8, chunk_text(type, data));
        at += 12 + size;
    }
    return at == file.size && members->count > 0;
}

/* --- both --- */

bool sections_list(struct bytes data, uint64_t *budget, struct members *members)
{
    *members = (struct members){.sections = true};
    bool known = list_elf(data, members) || list_png(data, members);
    if (known && data.size <= *budget) {
        *budget -= data.size;
        return true;
    }
    members_free(members);
    return false;
}

void sections_load(struct bytes data, uint64_t most, struct members *members)
{
    for (size_t i = 0; i < members->count; i++) {
        struct member *member = &members->items[i];
        if (!member->wanted || member->size > most)
            continue;
        most -= member->size;
        member->data = xmalloc(member->size + 1);
        memcpy(member->data, member->text ? member->text : data.data + member->at, member->size);
    }
}
