#include "first_program.h"
#include <elf.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "util.h"

/* Malloc'd; NULL: not found. */
static char *find_program(const char *command)
{
    const char *path = getenv("PATH");
    if (strchr(command, '/'))
        return xstrdup(command);
    for (const char *at = path ? path : "/bin:/usr/bin"; *at;) {
        size_t length = strcspn(at, ":");
        autofree char *candidate = xasprintf("%.*s/%s", (int)length, at, command);
        if (access(candidate, X_OK) == 0)
            return xstrdup(candidate);
        at += length + (at[length] == ':');
    }
    return NULL;
}

static bool has_interpreter(int fd, const Elf64_Ehdr *head)
{
    for (unsigned i = 0; i < head->e_phnum; i++) {
        Elf64_Phdr segment;
        off_t at = (off_t)(head->e_phoff + i * (uint64_t)head->e_phentsize);
        if (pread(fd, &segment, sizeof segment, at) != sizeof segment)
            return false;
        if (segment.p_type == PT_INTERP)
            return true;
    }
    return false;
}

enum escape_kind first_program_obstacle(const char *command)
{
    Elf64_Ehdr head;
    struct stat status;
    autofree char *path = find_program(command);
    autoclose int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || fstat(fd, &status) != 0 || pread(fd, &head, sizeof head, 0) != sizeof head ||
        memcmp(head.e_ident, ELFMAG, SELFMAG) != 0)
        return ESCAPE_UNKNOWN;
    if (status.st_mode & (S_ISUID | S_ISGID))
        return ESCAPE_SETUID;
    if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_machine != EM_X86_64)
        return ESCAPE_CLASS;
    return has_interpreter(fd, &head) ? ESCAPE_UNKNOWN : ESCAPE_STATIC;
}

/* gcc's runtime refuses to be anything but the first library of all. */
#define SANITIZER "libasan.so"

/* The first library a dynamic section needs, as its string table has it; NULL: none. */
static const char *first_needed(Elf *elf, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    size_t count = data && header->sh_entsize ? header->sh_size / header->sh_entsize : 0;
    for (size_t i = 0; i < count; i++) {
        GElf_Dyn entry;
        if (gelf_getdyn(data, (int)i, &entry) && entry.d_tag == DT_NEEDED)
            return elf_strptr(elf, header->sh_link, entry.d_un.d_val);
    }
    return NULL;
}

static char *sanitizer_in(Elf *elf)
{
    for (Elf_Scn *section = NULL; (section = elf_nextscn(elf, section));) {
        GElf_Shdr header;
        if (!gelf_getshdr(section, &header) || header.sh_type != SHT_DYNAMIC)
            continue;
        const char *name = first_needed(elf, section, &header);
        return name && strncmp(name, SANITIZER, strlen(SANITIZER)) == 0 ? xstrdup(name) : NULL;
    }
    return NULL;
}

char *first_program_sanitizer(const char *command)
{
    autofree char *path = find_program(command);
    autoclose int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    elf_version(EV_CURRENT);
    Elf *elf = fd >= 0 ? elf_begin(fd, ELF_C_READ, NULL) : NULL;
    char *name = elf ? sanitizer_in(elf) : NULL;
    elf_end(elf);
    return name;
}
