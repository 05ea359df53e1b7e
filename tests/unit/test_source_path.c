#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include "source_path.h"
#include "util.h"

static void assert_path(const char *file, const char *directory, const char *base,
                        const char *expected)
{
    autofree char *path = source_path(file, directory, base);
    assert_string_equal(path, expected);
}

static void test_paths_are_cleaned(void **state)
{
    (void)state;
    assert_path("./src/../src//stamp.c", NULL, NULL, "src/stamp.c");
    assert_path("../x.c", NULL, NULL, "../x.c");
    assert_path("../../a/../x.c", NULL, NULL, "../../x.c");
    assert_path("/a/../x.c", NULL, NULL, "/x.c");
    assert_path("", NULL, NULL, "");
}

static void test_paths_below_the_base_are_relative_to_it(void **state)
{
    (void)state;
    assert_path("stamp.c", "/tree/src", "/tree", "src/stamp.c");
    assert_path("/tree/src/stamp.c", "/tree/src", "/tree/", "src/stamp.c");
    assert_path("/tree2/stamp.c", "/tree2", "/tree", "stamp.c");
}

static void test_other_paths_are_as_they_were_compiled(void **state)
{
    (void)state;
    assert_path("/build/pkg/src/a.c", "/build/pkg", NULL, "src/a.c");
    assert_path("./stdlib/../sysdeps/time.c", "./stdlib", NULL, "sysdeps/time.c");
    assert_path("/usr/include/x.h", "/build", NULL, "/usr/include/x.h");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths_are_cleaned),
        cmocka_unit_test(test_paths_below_the_base_are_relative_to_it),
        cmocka_unit_test(test_other_paths_are_as_they_were_compiled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
