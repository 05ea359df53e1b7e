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

/* The path after "#!", malloc'd; NULL: not a script. */
static char *interpreter_of(int fd)
{
    char head[1024];
    ssize_t size = pread(fd, head, sizeof head - 1, 0);
    if (size < 2 || head[0] != '#' || head[1] != '!')
        return NULL;
    head[size] = '\0';
    char *path = head + 2 + strspn(head + 2, " \t");
    return xstrndup(path, strcspn(path, " \t\n"));
}

/* What the kernel loads for a command: a script's interpreter.  -1: nothing that can be read. */
static int open_loaded(const char *command)
{
    autofree char *path = find_program(command);
    for (int depth = 0; path && depth < 5; depth++) {
        int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        char *next = fd >= 0 ? interpreter_of(fd) : NULL;
        if (!next)
            return fd;
        close(fd);
        free(path);
        path = next;
    }
    return -1;
}

static bool has_interpreter(Elf *elf)
{
    size_t count = 0;
    GElf_Phdr segment;
    elf_getphdrnum(elf, &count);
    for (size_t i = 0; i < count; i++) {
        if (gelf_getphdr(elf, (int)i, &segment) && segment.p_type == PT_INTERP)
            return true;
    }
    return false;
}

static enum escape_kind obstacle_in(Elf *elf)
{
    GElf_Ehdr head;
    if (!elf || !gelf_getehdr(elf, &head))
        return ESCAPE_UNKNOWN;
    if (!has_interpreter(elf))
        return ESCAPE_STATIC;
    bool ours = head.e_ident[EI_CLASS] == ELFCLASS64 && head.e_machine == EM_X86_64;
    return ours ? ESCAPE_UNKNOWN : ESCAPE_CLASS;
}

enum escape_kind first_program_obstacle(const char *command)
{
    struct stat status;
    autoclose int fd = open_loaded(command);
    if (fd < 0 || fstat(fd, &status) != 0)
        return ESCAPE_UNKNOWN;
    if (status.st_mode & (S_ISUID | S_ISGID))
        return ESCAPE_SETUID;
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    enum escape_kind kind = obstacle_in(elf);
    elf_end(elf);
    return kind;
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
    autoclose int fd = open_loaded(command);
    elf_version(EV_CURRENT);
    Elf *elf = fd >= 0 ? elf_begin(fd, ELF_C_READ, NULL) : NULL;
    char *name = elf ? sanitizer_in(elf) : NULL;
    elf_end(elf);
    return name;
}
