#include "instructions.h"
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdbool.h>
#include <string.h>
#include "util.h"

/* --- lengths: Intel's manual, volume 2, appendix A --- */

/*
 * What follows an opcode: one letter each.  `.` nothing, `m` ModRM, `1` an immediate byte, `b`
 * ModRM and a byte, `2` two bytes, `3` three, `4` four (two after 66), `v` ModRM and such four, `j`
 * always four, `8` eight (four after 67), `q` four, or eight with REX.W, `g` `h` ModRM and, for its
 * first two forms, a byte or four, `x` no instruction.
 */
/* `_` is looked at by hand: prefixes and further tables. */
static const char one_byte[256 + 1] =
    "mmmm14xxmmmm14x_mmmm14xxmmmm14xxmmmm14_xmmmm14_xmmmm14_xmmmm14_x"
    "________________................xx_m____4v1b....1111111111111111"
    "bvxbmmmmmmmmmmmm..........x.....8888....14......11111111qqqqqqqq"
    "bb2.__bv3.2..1x.mmmmxxx.mmmmmmmm11111111jjx1...._.__..gh......mm";
static const char two_byte[256 + 1] =
    "mmmmx.....x.xm.bmmmmmmmmmmmmmmmmmmmmxxxxmmmmmmmm......x._x_xxxxx"
    "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmbbbbmmm.mmmmmmmm"
    "jjjjjjjjjjjjjjjjmmmmmmmmmmmmmmmm...mbmxx...mbmmmmmmmmmmmmmbmmmmm"
    "mmbmbbbm........mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm";

struct decoder {
    const uint8_t *code;
    size_t room, at;
    bool short_operand, short_address, wide;
};

static int next(struct decoder *d)
{
    return d->at < d->room ? d->code[d->at++] : -1;
}

static int peek(const struct decoder *d)
{
    return d->at < d->room ? d->code[d->at] : -1;
}

/* Over ModRM, SIB and displacement; its middle field, -1: the code ends. */
static int skip_modrm(struct decoder *d)
{
    int modrm = next(d);
    if (modrm < 0)
        return -1;
    int mode = modrm >> 6, base = modrm & 7;
    if (mode != 3 && base == 4) {
        int sib = next(d);
        if (sib < 0)
            return -1;
        base = mode == 0 && (sib & 7) == 5 ? 5 : 4;
    }
    d->at += mode == 1 ? 1 : mode == 2 || (mode == 0 && base == 5) ? 4 : 0;
    return modrm >> 3 & 7;
}

static bool skip_operands(struct decoder *d, char what)
{
    size_t four = d->short_operand ? 2 : 4;
    int form = strchr("mbvgh", what) ? skip_modrm(d) : 0;
    if (form < 0)
        return false;
    switch (what) {
    case '1':
    case 'b':
        d->at += 1;
        break;
    case '2':
    case '3':
        d->at += (size_t)(what - '0');
        break;
    case '4':
    case 'v':
        d->at += four;
        break;
    case 'j':
        d->at += 4;
        break;
    case '8':
        d->at += d->short_address ? 4 : 8;
        break;
    case 'q':
        d->at += d->wide ? 8 : four;
        break;
    case 'g':
        d->at += form < 2 ? 1 : 0;
        break;
    case 'h':
        d->at += form < 2 ? four : 0;
        break;
    case '.':
    case 'm':
        break;
    default:
        return false;
    }
    return d->at <= d->room;
}

/* VEX and EVEX: the map and whatever else, then the opcode; all but vzeroupper have ModRM. */
static bool skip_vector(struct decoder *d, int prefix)
{
    int map = 1, payload = prefix == 0xc5 ? 1 : prefix == 0xc4 ? 2 : 3;
    for (int i = 0; i < payload; i++) {
        int byte = next(d);
        if (i == 0 && payload > 1)
            map = byte & (payload == 2 ? 31 : 7);
    }
    int opcode = next(d);
    if (opcode < 0 || map < 1 || map > 7)
        return false;
    if (map == 1 && opcode == 0x77)
        return true;
    bool byte = map == 3 || (map == 1 && two_byte[opcode] == 'b');
    return skip_operands(d, byte ? 'b' : 'm');
}

static bool skip_prefixes(struct decoder *d, int *opcode)
{
    static const uint8_t prefixes[] = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65,
                                       0xf0, 0xf2, 0xf3, 0x66, 0x67};
    while ((*opcode = next(d)) >= 0 && memchr(prefixes, *opcode, sizeof prefixes)) {
        d->short_operand |= *opcode == 0x66;
        d->short_address |= *opcode == 0x67;
    }
    if (*opcode >= 0x40 && *opcode < 0x50) {
        d->wide = *opcode & 8;
        *opcode = next(d);
    }
    return *opcode >= 0;
}

static bool skip_two_byte(struct decoder *d)
{
    int opcode = next(d);
    if (opcode < 0)
        return false;
    if (opcode == 0x38 || opcode == 0x3a)
        return next(d) >= 0 && skip_operands(d, opcode == 0x38 ? 'm' : 'b');
    return skip_operands(d, two_byte[opcode]);
}

size_t instruction_length(const uint8_t *code, size_t room)
{
    struct decoder d = {.code = code, .room = room < 15 ? room : 15};
    int opcode;
    bool known = skip_prefixes(&d, &opcode);
    if (known && opcode == 0x0f)
        known = skip_two_byte(&d);
    else if (known && (opcode == 0xc4 || opcode == 0xc5 || opcode == 0x62))
        known = skip_vector(&d, opcode);
    else if (known)
        known = skip_operands(&d, one_byte[opcode]);
    return known && d.at <= d.room ? d.at : 0;
}

/* --- what is looked for --- */

const char *instruction_name(enum instruction instruction)
{
    static const char *const names[INSTRUCTION_COUNT] = {"syscall", "rdtsc", "rdrand", "cpuid"};
    return names[instruction];
}

/* INSTRUCTION_COUNT: nothing of interest. */
static enum instruction classify(const uint8_t *code, size_t length)
{
    struct decoder d = {.code = code, .room = length};
    int opcode;
    skip_prefixes(&d, &opcode);
    if (opcode == 0xcd && peek(&d) == 0x80)
        return INSTRUCTION_SYSCALL;
    if (opcode != 0x0f)
        return INSTRUCTION_COUNT;
    int second = next(&d), third = peek(&d);
    switch (second) {
    case 0x05:
    case 0x34:
        return INSTRUCTION_SYSCALL;
    case 0x31:
        return INSTRUCTION_RDTSC;
    case 0x01:
        return third == 0xf9 ? INSTRUCTION_RDTSC : INSTRUCTION_COUNT;
    case 0xa2:
        return INSTRUCTION_CPUID;
    case 0xc7:
        return third >= 0xf0 ? INSTRUCTION_RDRAND : INSTRUCTION_COUNT;
    default:
        return INSTRUCTION_COUNT;
    }
}

/* --- files --- */

struct scan {
    void (*found)(enum instruction what, uint64_t address, void *context);
    void *context;
};

static void scan_code(const struct scan *scan, const uint8_t *code, size_t size, uint64_t address)
{
    for (size_t at = 0; at < size;) {
        size_t length = instruction_length(code + at, size - at);
        enum instruction what = length ? classify(code + at, length) : INSTRUCTION_COUNT;
        if (what != INSTRUCTION_COUNT)
            scan->found(what, address + at, scan->context);
        at += length ? length : 1;
    }
}

static void scan_sections(const struct scan *scan, Elf *elf)
{
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(elf, section))) {
        GElf_Shdr header;
        bool code = gelf_getshdr(section, &header) && header.sh_type == SHT_PROGBITS &&
                    header.sh_flags & SHF_EXECINSTR;
        Elf_Data *data = code ? elf_rawdata(section, NULL) : NULL;
        if (data && data->d_buf)
            scan_code(scan, data->d_buf, data->d_size, header.sh_addr);
    }
}

int instructions_scan(const char *path,
                      void (*found)(enum instruction what, uint64_t address, void *context),
                      void *context)
{
    const struct scan scan = {found, context};
    autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
    GElf_Ehdr header;
    bool ours = elf && gelf_getehdr(elf, &header) && header.e_machine == EM_X86_64;
    if (ours)
        scan_sections(&scan, elf);
    elf_end(elf);
    return ours ? 0 : -ENOEXEC;
}
