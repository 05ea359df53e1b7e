/* Instructions that go past libc are found where they are, and only there. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "instructions.h"

/* What is looked for between what could be taken for it: in immediates and displacements. */
__asm__(".text\n.globl probe_begin\n.globl probe_end\n.type probe_begin,@function\n"
        "probe_begin:\n"
        "    mov $0x0f050f05, %eax\n"
        "    movabs $0x310fa20f310f050f, %rax\n"
        "    lea 0x0f050f05(%rax,%rbx,4), %rcx\n"
        "    vpalignr $15, %ymm1, %ymm2, %ymm3\n"
        "    vpxord %zmm16, %zmm17, %zmm18\n"
        "    testw $0x050f, (%rax)\n"
        "    testb $0x0f, 0x0f31(%rip)\n"
        "    pshufd $15, %xmm5, %xmm0\n"
        "    enter $0x050f, $15\n"
        ".globl probe_syscall\nprobe_syscall:\n    syscall\n"
        "    pinsrw $15, %eax, %xmm0\n"
        ".globl probe_rdtsc\nprobe_rdtsc:\n    rdtsc\n"
        ".globl probe_rdtscp\nprobe_rdtscp:\n    rdtscp\n"
        "    cmpxchg16b (%rdi)\n"
        ".globl probe_rdrand\nprobe_rdrand:\n    rdrand %r13\n"
        ".globl probe_cpuid\nprobe_cpuid:\n    cpuid\n"
        "    ret\n"
        "probe_end:\n    nop\n");
extern const char probe_begin[], probe_end[], probe_syscall[], probe_rdtsc[], probe_rdtscp[],
    probe_rdrand[], probe_cpuid[];

struct seen {
    uint64_t low, high; /* as the file has it */
    struct {
        enum instruction what;
        uint64_t address;
    } items[16];
    size_t count;
};

static void note(enum instruction what, uint64_t address, void *context)
{
    struct seen *seen = context;
    if (address < seen->low || address >= seen->high || seen->count == 16)
        return;
    seen->items[seen->count].what = what;
    seen->items[seen->count++].address = address - seen->low;
}

static void test_found_where_they_are(void **state)
{
    extern const char __executable_start[];
    static const enum instruction kinds[] = {INSTRUCTION_SYSCALL, INSTRUCTION_RDTSC,
                                             INSTRUCTION_RDTSC, INSTRUCTION_RDRAND,
                                             INSTRUCTION_CPUID};
    const char *const places[] = {probe_syscall, probe_rdtsc, probe_rdtscp, probe_rdrand,
                                  probe_cpuid};
    struct seen seen = {.low = (uint64_t)(probe_begin - __executable_start),
                        .high = (uint64_t)(probe_end - __executable_start)};
    (void)state;
    assert_int_equal(instructions_scan("/proc/self/exe", note, &seen), 0);
    assert_int_equal(seen.count, 5);
    for (size_t i = 0; i < seen.count; i++) {
        assert_int_equal(seen.items[i].what, kinds[i]);
        assert_int_equal(seen.items[i].address, places[i] - probe_begin);
    }
}

static void test_lengths(void **state)
{
    static const struct {
        const char *code;
        size_t length;
    } rows[] = {
        {"\x90", 1},
        {"\x48\xb8\x01\x02\x03\x04\x05\x06\x07\x08", 10},
        {"\x66\xb8\x01\x02", 4},
        {"\xa1\x01\x02\x03\x04\x05\x06\x07\x08", 9},
        {"\xf6\xd8", 2}, /* neg: no immediate */
        {"\xf6\xc0\x01", 3},
        {"\xc4\xe3\x75\x0f\xc2\x0f", 6},
        {"\x0f\x1f\x84\x01\x01\x01\x01\x01", 8},
        {"\x8b\x04\x25\x01\x01\x01\x01", 7},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const uint8_t *code = (const uint8_t *)rows[i].code;
        assert_int_equal(instruction_length(code, rows[i].length), rows[i].length);
        assert_int_equal(instruction_length(code, rows[i].length - 1), 0);
    }
    assert_int_equal(instruction_length((const uint8_t *)"\x06", 1), 0); /* not in 64 bits */
}

static void test_what_is_no_program_is_refused(void **state)
{
    struct seen seen = {0};
    (void)state;
    assert_true(instructions_scan("/etc/passwd", note, &seen) < 0);
    assert_true(instructions_scan("/nonexistent", note, &seen) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_where_they_are),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_what_is_no_program_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
