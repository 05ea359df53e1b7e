/* What of a command line is the same process in another run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "run.h"

static uint64_t hashed(const char *argument)
{
    return run_hash_argument(1, argument, "/var/tmp");
}

static const char *const alike[][2] = {
    {"out-1234.log", "out-56789.log"},
    {"2024-02-29", "1999-12-31"},
    {"at=2024-02-29", "at=19991231"},
    {"/tmp/ccwbSMV3.s", "/var/tmp/ccz9LuiF.s"},
    {"CMakeFiles/cmTC_41268.dir/x.o", "CMakeFiles/cmTC_a5e7f.dir/x.o"},
    {"27cdb127ef30ac2677a3", "e53f148723a8a2935e3b"},
    {"cmTC_41268-a", "cmTC_a5e7f-a"},
    {"r/41268/x", "r/a5e7f/x"},
};

static const char *const unlike[][2] = {
    {"a1.c", "a2.c"},       {"x86_64", "x86_32"},       {"decade", "facade"},
    {"-O2", "-O3"},         {"r/41268/x", "r/x"},       {"a5e7fg", "b5e7fg"},
    {"a-41268", "b-a5e7f"}, {"sha256sum", "sha512sum"}, {"", "41268"},
};

static void test_what_varies_without_meaning_does_not_count(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        assert_int_equal(hashed(alike[i][0]), hashed(alike[i][1]));
}

static void test_all_else_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof unlike / sizeof *unlike; i++)
        assert_int_not_equal(hashed(unlike[i][0]), hashed(unlike[i][1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_varies_without_meaning_does_not_count),
        cmocka_unit_test(test_all_else_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
