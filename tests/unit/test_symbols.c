/* Looks up functions of this very program: it must be compiled with -g. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "demangle.h"
#include "symbols.h"
#include "util.h"

struct self {
    char path[4096];
    uint8_t build_id[64];
    size_t build_id_length;
    uint64_t bias;
};

static void take_note(struct self *self, const char *note, size_t size)
{
    while (size >= sizeof(ElfW(Nhdr))) {
        const ElfW(Nhdr) *head = (const void *)note;
        size_t name = (head->n_namesz + 3u) & ~3u, data = (head->n_descsz + 3u) & ~3u;
        const char *text = note + sizeof *head;
        if (head->n_type == NT_GNU_BUILD_ID && head->n_namesz == 4 && memcmp(text, "GNU", 4) == 0) {
            self->build_id_length = head->n_descsz;
            memcpy(self->build_id, text + name, head->n_descsz);
        }
        note += sizeof *head + name + data;
        size -= sizeof *head + name + data;
    }
}

static int take_object(struct dl_phdr_info *info, size_t size, void *context)
{
    struct self *self = context;
    (void)size;
    self->bias = info->dlpi_addr;
    for (int i = 0; i < info->dlpi_phnum; i++)
        if (info->dlpi_phdr[i].p_type == PT_NOTE)
            take_note(self, (const char *)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr),
                      info->dlpi_phdr[i].p_memsz);
    return 1; /* the program itself comes first, see dl_iterate_phdr(3) */
}

static struct self self_get(void)
{
    struct self self = {0};
    ssize_t length = readlink("/proc/self/exe", self.path, sizeof self.path - 1);
    assert_true(length > 0);
    dl_iterate_phdr(take_object, &self);
    assert_true(self.build_id_length > 0);
    return self;
}

static void frame_clear(struct frame *frame)
{
    free(frame->function);
    free(frame->file);
    free(frame->module);
}
#define autoframe __attribute__((cleanup(frame_clear)))

static void symbols_clear(struct symbols **symbols)
{
    symbols_free(*symbols);
}
#define autosymbols __attribute__((cleanup(symbols_clear)))

__attribute__((noinline)) static uint64_t here(void)
{
    return (uint64_t)(uintptr_t)__builtin_return_address(0) - 1;
}

static inline __attribute__((always_inline)) uint64_t inlined(void)
{
    return here();
}

static void test_a_function_of_this_program_is_found(void **state)
{
    struct self self = self_get();
    autosymbols struct symbols *symbols = symbols_new(NULL);
    autoframe struct frame frame;
    (void)state;
    uint64_t address = here() - self.bias;
    symbols_lookup(symbols, self.path, self.build_id, self.build_id_length, address, &frame);
    assert_string_equal(frame.function, __func__);
    assert_non_null(strstr(frame.file, "test_symbols.c"));
    assert_int_equal(frame.line, __LINE__ - 4);
    assert_string_equal(frame.module, self.path);
    assert_true(frame.offset == address);
}

static void test_the_innermost_inlined_function_is_named(void **state)
{
    struct self self = self_get();
    autosymbols struct symbols *symbols = symbols_new(NULL);
    autoframe struct frame frame;
    (void)state;
    uint64_t address = inlined() - self.bias;
    symbols_lookup(symbols, self.path, self.build_id, self.build_id_length, address, &frame);
    assert_string_equal(frame.function, "inlined");
}

static void test_another_build_gives_module_and_offset_only(void **state)
{
    struct self self = self_get();
    autosymbols struct symbols *symbols = symbols_new(NULL);
    autoframe struct frame frame;
    (void)state;
    uint64_t address = here() - self.bias;
    self.build_id[0] ^= 1;
    symbols_lookup(symbols, self.path, self.build_id, self.build_id_length, address, &frame);
    assert_null(frame.function);
    assert_null(frame.file);
    assert_string_equal(frame.module, self.path);
}

static void test_a_root_is_searched_for_what_is_gone(void **state)
{
    struct self self = self_get();
    char *slash = strrchr(self.path, '/');
    autofree char *gone = xasprintf("/nowhere/at/all%s", slash);
    autofree char *root = xstrndup(self.path, (size_t)(slash - self.path));
    const char *const roots[] = {root, NULL};
    autosymbols struct symbols *symbols = symbols_new(roots);
    autoframe struct frame frame;
    (void)state;
    uint64_t address = here() - self.bias;
    symbols_lookup(symbols, gone, self.build_id, self.build_id_length, address, &frame);
    assert_string_equal(frame.function, __func__);
    assert_string_equal(frame.module, gone);
}

static void test_names_are_told_as_their_language_writes_them(void **state)
{
    static const char *const names[][2] = {
        {"_ZN4core3fmt5write17h0123456789abcdefE", "core::fmt::write"},
        {"_RNvNtCsgEPbJwgmkPS_4core3fmt5write", "core::fmt::write"},
        {"_ZNSt6vectorIiSaIiEE9push_backERKi", "std::vector<int, std::allocator<int> >::push_back"},
        {"_ZN9Inventory5stampEv", "Inventory::stamp"},
        {"main", "main"},
        {"_start", "_start"},
        {"_ZN", "_ZN"},
        {"_R", "_R"},
        {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        autofree char *name = demangled(names[i][0]);
        assert_string_equal(name, names[i][1]);
    }
}

static void test_without_debug_information_the_symbol_table_helps(void **state)
{
    autosymbols struct symbols *symbols = symbols_new(NULL);
    autoframe struct frame frame;
    Dl_info info;
    struct link_map *map;
    (void)state;
    void *function = dlsym(RTLD_DEFAULT, "a64l");
    assert_true(dladdr1(function, &info, (void **)&map, RTLD_DL_LINKMAP) != 0);
    symbols_lookup(symbols, map->l_name, NULL, 0, (uint64_t)(uintptr_t)info.dli_saddr - map->l_addr,
                   &frame);
    assert_non_null(frame.function);
    assert_non_null(strstr(frame.function, "a64l"));
}

static void test_what_is_no_file_is_no_problem(void **state)
{
    static const char *const paths[] = {"",          "[vdso]",      "/nonexistent",
                                        "/dev/zero", "/etc/passwd", "/"};
    autosymbols struct symbols *symbols = symbols_new(NULL);
    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        autoframe struct frame frame;
        symbols_lookup(symbols, paths[i], NULL, 0, 0x1000, &frame);
        assert_null(frame.function);
        assert_string_equal(frame.module, paths[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_function_of_this_program_is_found),
        cmocka_unit_test(test_the_innermost_inlined_function_is_named),
        cmocka_unit_test(test_another_build_gives_module_and_offset_only),
        cmocka_unit_test(test_a_root_is_searched_for_what_is_gone),
        cmocka_unit_test(test_names_are_told_as_their_language_writes_them),
        cmocka_unit_test(test_without_debug_information_the_symbol_table_helps),
        cmocka_unit_test(test_what_is_no_file_is_no_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
