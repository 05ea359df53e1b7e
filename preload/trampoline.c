#include "trampoline.h"
#include "lib.h"
#include "banned.h"

#define PAGE 4096

/* Both operands are registers: no address in it. */
static bool is_register_form(unsigned char modrm)
{
    return modrm >= 0xc0;
}

/* Length of an instruction of a function's beginning that means the same at any address; 0:
 * another. */
static size_t plain_length(const unsigned char *code)
{
    static const unsigned char endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};
    size_t rex = (*code & 0xf0) == 0x40;
    const unsigned char *op = code + rex;
    if (memcmp(code, endbr64, sizeof endbr64) == 0)
        return sizeof endbr64;
    if ((*op & 0xf8) == 0x50) /* push */
        return rex + 1;
    if (!is_register_form(op[1]))
        return 0;
    if (*op == 0x89 || *op == 0x8b || *op == 0x31 || *op == 0x33 || *op == 0x85) /* mov xor test */
        return rex + 2;
    if (*op == 0x83) /* arithmetic with a byte */
        return rex + 3;
    if (*op == 0x81) /* arithmetic with a word */
        return rex + 6;
    return 0;
}

/* jmp *0(%rip), and the address behind it */
static void write_far_jump(unsigned char *out, const void *target)
{
    static const unsigned char jump[] = {0xff, 0x25, 0, 0, 0, 0};
    memcpy(out, jump, sizeof jump);
    memcpy(out + sizeof jump, &target, sizeof target);
}

/* A jump and the instruction it ends in. */
#define LONGEST (ARCH_JUMP_SIZE + 8)

static struct {
    const unsigned char *entry;
    size_t length;
    unsigned char code[LONGEST];
    void *made;
} kept;

bool trampoline_keep(const void *entry)
{
    const unsigned char *code = entry;
    size_t length = 0;
    while (length < ARCH_JUMP_SIZE) {
        size_t next = plain_length(code + length);
        if (next == 0)
            return false;
        length += next;
    }
    kept.entry = entry;
    kept.length = length;
    memcpy(kept.code, code, length);
    return true;
}

static bool write_page(unsigned char *page)
{
    memcpy(page, kept.code, kept.length);
    write_far_jump(page + kept.length, kept.entry + kept.length);
    return sys3(SYS_mprotect, page, PAGE, PROT_READ | PROT_EXEC) == 0;
}

void *trampoline_make(void)
{
    void *before = NULL;
    long page = sys6(SYS_mmap, 0, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page < 0)
        return NULL;
    if (write_page((unsigned char *)page) &&
        __atomic_compare_exchange_n(&kept.made, &before, (void *)page, false, __ATOMIC_ACQ_REL,
                                    __ATOMIC_ACQUIRE))
        return (void *)page;
    sys2(SYS_munmap, page, PAGE);
    return before;
}
