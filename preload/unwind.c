#include "unwind.h"
#include "objects.h"

/* A position in call frame information. */
struct cursor {
    const uint8_t *at, *end;
};

enum { REG_RBP = 6, REG_RSP = 7, REG_RA = 16 };
enum { PE_OMIT = 0xff, PE_PCREL = 0x10, PE_DATAREL = 0x30, PE_UDATA4 = 0x03, PE_SDATA4 = 0x0b };

static uint64_t read_uleb(struct cursor *c)
{
    uint64_t value = 0;
    for (unsigned shift = 0; c->at < c->end; shift += 7) {
        uint8_t byte = *c->at++;
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            break;
    }
    return value;
}

static int64_t read_sleb(struct cursor *c)
{
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte = 0;
    while (c->at < c->end) {
        byte = *c->at++;
        if (shift < 64)
            value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
        if (!(byte & 0x80))
            break;
    }
    if (byte & 0x40 && shift < 64)
        value |= ~0ULL << shift;
    return (int64_t)value;
}

static uint64_t read_fixed(struct cursor *c, unsigned size)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size && c->at < c->end; i++)
        value |= (uint64_t)*c->at++ << (8 * i);
    return value;
}

static void skip(struct cursor *c, uint64_t count)
{
    c->at = count < (uint64_t)(c->end - c->at) ? c->at + count : c->end;
}

/* Size of a pointer in the given encoding; 0: one we do not read. */
static unsigned encoded_size(uint8_t encoding)
{
    static const uint8_t sizes[16] = {8, 0, 2, 4, 8, 0, 0, 0, 8, 0, 2, 4, 8};
    return sizes[encoding & 15];
}

static uintptr_t read_encoded(struct cursor *c, uint8_t encoding)
{
    uintptr_t base = (encoding & 0x70) == PE_PCREL ? (uintptr_t)c->at : 0;
    unsigned size = encoded_size(encoding);
    uint64_t value = read_fixed(c, size);
    if (encoding & 8 && size < 8)
        value = (uint64_t)((int64_t)(value << (64 - 8 * size)) >> (64 - 8 * size));
    return base + value;
}

/* The row of the sorted table in .eh_frame_hdr that covers `pc`: its FDE. */
static const uint8_t *find_fde(const uint8_t *hdr, uintptr_t pc)
{
    if (hdr[0] != 1 || hdr[2] != PE_UDATA4 || hdr[3] != (PE_DATAREL | PE_SDATA4))
        return NULL;
    struct cursor c = {hdr + 4, hdr + 32};
    read_encoded(&c, hdr[1]);
    uint32_t count = (uint32_t)read_fixed(&c, 4);
    const struct {
        int32_t pc, fde;
    } *table = (const void *)c.at;
    int64_t wanted = (int64_t)(pc - (uintptr_t)hdr);
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (table[middle].pc <= wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? hdr + table[low - 1].fde : NULL;
}

/* What a CIE says for all its FDEs. */
struct cie {
    uint64_t code_align;
    int64_t data_align;
    uint8_t pointer_encoding;
    bool augmented, signal_frame;
    struct cursor program;
};

static struct cursor entry_at(const uint8_t *at)
{
    struct cursor c = {at, at + 4};
    uint32_t length = (uint32_t)read_fixed(&c, 4);
    c.end = length < 0xfffffff0u ? c.at + length : c.at;
    return c;
}

static void read_augmentation(struct cursor *c, const char *text, struct cie *cie)
{
    uint64_t length = read_uleb(c);
    struct cursor data = {c->at, c->at + length};
    skip(c, length);
    for (text++; *text; text++) {
        if (*text == 'R') {
            cie->pointer_encoding = (uint8_t)read_fixed(&data, 1);
        } else if (*text == 'P') {
            uint8_t encoding = (uint8_t)read_fixed(&data, 1);
            read_encoded(&data, encoding);
        } else if (*text == 'L') {
            read_fixed(&data, 1);
        } else if (*text == 'S') {
            cie->signal_frame = true;
        }
    }
}

static bool read_cie(const uint8_t *at, struct cie *cie)
{
    struct cursor c = entry_at(at);
    *cie = (struct cie){0};
    if (read_fixed(&c, 4) != 0)
        return false;
    uint8_t version = (uint8_t)read_fixed(&c, 1);
    const char *augmentation = (const char *)c.at;
    skip(&c, text_length(augmentation) + 1);
    cie->code_align = read_uleb(&c);
    cie->data_align = read_sleb(&c);
    if (version == 1)
        read_fixed(&c, 1);
    else
        read_uleb(&c);
    cie->augmented = augmentation[0] == 'z';
    if (cie->augmented)
        read_augmentation(&c, augmentation, cie);
    cie->program = c;
    return version == 1 || version == 3;
}

/* The state a frame program works on; `ra_undefined` marks the outermost frame. */
struct state {
    struct unwind_rule rule;
    bool unknown, ra_undefined;
};

struct machine {
    const struct cie *cie;
    struct state now, initial, saved[8];
    unsigned depth;
    uintptr_t location, pc;
};

static void set_cfa_register(struct state *state, uint64_t reg)
{
    state->unknown = false;
    if (reg == REG_RSP)
        state->rule.cfa = CFA_SP;
    else if (reg == REG_RBP)
        state->rule.cfa = CFA_FP;
    else
        state->unknown = true;
}

/* The expressions compilers and linkers use: *(rbp+n) in realigned frames, the lazy PLT's. */
static void set_cfa_expression(struct state *state, struct cursor body)
{
    static const uint8_t plt[] = {0x77, 8, 0x80, 0, 0x3f, 0x1a, 0x3b, 0x2a, 0x33, 0x24, 0x22};
    size_t length = (size_t)(body.end - body.at);
    state->unknown = true;
    if (length == sizeof plt && memcmp(body.at, plt, length) == 0) {
        state->rule.cfa = CFA_PLT;
        state->unknown = false;
    } else if (length >= 3 && body.at[0] == 0x76 && body.end[-1] == 0x06) {
        body.at++;
        state->rule.cfa_offset = (int32_t)read_sleb(&body);
        state->rule.cfa = CFA_FP_INDIRECT;
        state->unknown = false;
    }
}

static void save_at_cfa(struct state *state, uint64_t reg, int64_t offset)
{
    if (reg == REG_RBP) {
        state->rule.fp = FP_AT_CFA;
        state->rule.fp_offset = (int16_t)offset;
    }
}

static void save_by_expression(struct state *state, uint64_t reg, struct cursor body)
{
    if (reg != REG_RBP || body.at >= body.end)
        return;
    if (*body.at++ != 0x76) {
        state->unknown = true;
        return;
    }
    state->rule.fp = FP_AT_FP;
    state->rule.fp_offset = (int16_t)read_sleb(&body);
}

static void restore(struct machine *m, uint64_t reg)
{
    if (reg == REG_RBP) {
        m->now.rule.fp = m->initial.rule.fp;
        m->now.rule.fp_offset = m->initial.rule.fp_offset;
    }
}

static struct cursor block(struct cursor *c)
{
    uint64_t length = read_uleb(c);
    struct cursor body = {c->at, c->at};
    skip(c, length);
    body.end = c->at;
    return body;
}

static void advance(struct machine *m, uint64_t delta)
{
    m->location += delta * m->cie->code_align;
}

/* The extended opcodes, DWARF 5 table 7.29; false: unknown, give up. */
static bool run_extended(struct machine *m, uint8_t opcode, struct cursor *c)
{
    uint64_t reg;
    int64_t align = m->cie->data_align;
    switch (opcode) {
    case 0x00: /* nop */
        return true;
    case 0x01: /* set_loc */
        m->location = read_encoded(c, m->cie->pointer_encoding);
        return true;
    case 0x02: /* advance_loc1, 2, 4 */
        advance(m, read_fixed(c, 1));
        return true;
    case 0x03:
        advance(m, read_fixed(c, 2));
        return true;
    case 0x04:
        advance(m, read_fixed(c, 4));
        return true;
    case 0x05: /* offset_extended */
        reg = read_uleb(c);
        save_at_cfa(&m->now, reg, (int64_t)read_uleb(c) * align);
        return true;
    case 0x06: /* restore_extended */
        restore(m, read_uleb(c));
        return true;
    case 0x07: /* undefined */
        m->now.ra_undefined |= read_uleb(c) == REG_RA;
        return true;
    case 0x08: /* same_value */
        reg = read_uleb(c);
        if (reg == REG_RBP)
            m->now.rule.fp = FP_SAME;
        return true;
    case 0x09: /* register */
        reg = read_uleb(c);
        read_uleb(c);
        m->now.unknown |= reg == REG_RBP || reg == REG_RA;
        return true;
    case 0x0a: /* remember_state */
        if (m->depth == sizeof m->saved / sizeof *m->saved)
            return false;
        m->saved[m->depth++] = m->now;
        return true;
    case 0x0b: /* restore_state */
        if (m->depth == 0)
            return false;
        m->now = m->saved[--m->depth];
        return true;
    case 0x0c: /* def_cfa */
        set_cfa_register(&m->now, read_uleb(c));
        m->now.rule.cfa_offset = (int32_t)read_uleb(c);
        return true;
    case 0x0d: /* def_cfa_register */
        set_cfa_register(&m->now, read_uleb(c));
        return true;
    case 0x0e: /* def_cfa_offset */
        m->now.rule.cfa_offset = (int32_t)read_uleb(c);
        return true;
    case 0x0f: /* def_cfa_expression */
        set_cfa_expression(&m->now, block(c));
        return true;
    case 0x10: /* expression */
    case 0x16: /* val_expression */
        reg = read_uleb(c);
        if (opcode == 0x16 && reg == REG_RBP)
            m->now.unknown = true;
        save_by_expression(&m->now, reg, block(c));
        return true;
    case 0x11: /* offset_extended_sf */
        reg = read_uleb(c);
        save_at_cfa(&m->now, reg, read_sleb(c) * align);
        return true;
    case 0x12: /* def_cfa_sf */
        set_cfa_register(&m->now, read_uleb(c));
        m->now.rule.cfa_offset = (int32_t)(read_sleb(c) * align);
        return true;
    case 0x13: /* def_cfa_offset_sf */
        m->now.rule.cfa_offset = (int32_t)(read_sleb(c) * align);
        return true;
    case 0x2e: /* GNU_args_size */
        read_uleb(c);
        return true;
    }
    return false;
}

/* Runs instructions up to the row that covers pc. */
static bool run(struct machine *m, struct cursor c)
{
    while (c.at < c.end && m->location <= m->pc) {
        uint8_t opcode = *c.at++, low = opcode & 0x3f;
        struct state before = m->now;
        uintptr_t location = m->location;
        switch (opcode >> 6) {
        case 1:
            advance(m, low);
            break;
        case 2:
            save_at_cfa(&m->now, low, (int64_t)read_uleb(&c) * m->cie->data_align);
            break;
        case 3:
            restore(m, low);
            break;
        default:
            if (!run_extended(m, low, &c))
                return false;
        }
        if (m->location != location && m->location > m->pc) {
            m->now = before;
            break;
        }
    }
    return true;
}

static struct unwind_rule rule_from(const uint8_t *fde, uintptr_t pc)
{
    static const struct unwind_rule end = {CFA_END, 0, 0, 0};
    struct cursor c = entry_at(fde);
    const uint8_t *back = c.at;
    uint32_t distance = (uint32_t)read_fixed(&c, 4);
    struct cie cie;
    if (distance == 0 || !read_cie(back - distance, &cie))
        return end;
    uintptr_t start = read_encoded(&c, cie.pointer_encoding);
    uintptr_t length = read_encoded(&c, cie.pointer_encoding & 15);
    if (pc < start || pc >= start + length)
        return end;
    if (cie.signal_frame)
        return (struct unwind_rule){CFA_SIGNAL, 0, 0, 0};
    if (cie.augmented)
        block(&c);
    struct machine m = {.cie = &cie, .location = start, .pc = UINTPTR_MAX};
    if (!run(&m, cie.program))
        return end;
    m.initial = m.now;
    m.location = start;
    m.pc = pc;
    if (!run(&m, c) || m.now.unknown || m.now.ra_undefined)
        return end;
    return m.now.rule;
}

struct unwind_rule unwind_rule_at(uintptr_t pc)
{
    struct object object;
    const uint8_t *fde = NULL;
    if (object_find(pc, &object) && object.eh_frame_hdr)
        fde = find_fde(object.eh_frame_hdr, pc);
    return fde ? rule_from(fde, pc) : (struct unwind_rule){CFA_END, 0, 0, 0};
}
