/* Two runs' outputs, compared: which differ, in what, where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "compared.h"
#include "scratch.h"
#include "util.h"

/* Compares and expects one output, in that state. */
static void assert_state(void **state, const char *path, enum output_state expected)
{
    struct outputs outputs = compare(state, NULL);
    const struct output *output = output_at(&outputs, path);
    assert_non_null(output);
    assert_int_equal(output->state, expected);
    assert_int_equal(output->divergence_count > 0, expected != OUTPUT_EQUAL);
    assert_int_equal(outputs_differing(&outputs), expected != OUTPUT_EQUAL);
    outputs_free(&outputs);
}

static void test_two_empty_lefts_are_equal(void **state)
{
    struct outputs outputs = compare(state, NULL);
    assert_int_equal(outputs.count, 0);
    outputs_free(&outputs);
}

static void test_equal_files_are_equal(void **state)
{
    scratch_puts(state, "a/tree/sub/file", "same\n");
    scratch_puts(state, "b/tree/sub/file", "same\n");
    assert_state(state, "sub/file", OUTPUT_EQUAL);
}

static void test_a_region_is_shown_with_its_context(void **state)
{
    scratch_puts(state, "a/tree/file", "first\non 2020-01-31 at noon\n");
    scratch_puts(state, "b/tree/file", "first\non 2020-01-30 at noon\n");
    struct outputs outputs = compare(state, NULL);
    const struct divergence *divergence = outputs.items[0].divergences;
    assert_int_equal(outputs.items[0].divergence_count, 1);
    assert_int_equal(divergence->offset, 18);
    assert_int_equal(divergence->length, 1);
    assert_int_equal(divergence->line, 2);
    assert_int_equal(divergence->a_lead, 18);
    assert_int_equal(divergence->a_length, 28);
    assert_string_equal(divergence->b, "first\non 2020-01-30 at noon\n");
    assert_null(divergence->member);
    outputs_free(&outputs);
}

static void test_a_file_of_one_side_is_only_there(void **state)
{
    scratch_puts(state, "a/tree/file", "x");
    scratch_directory(state, "b/tree");
    assert_state(state, "file", OUTPUT_ONLY_A);
}

static void test_an_empty_directory_of_one_side_is_only_there(void **state)
{
    scratch_directory(state, "b/tree/sub");
    assert_state(state, "sub", OUTPUT_ONLY_B);
}

static void test_a_file_and_a_directory_differ_in_type(void **state)
{
    scratch_puts(state, "a/tree/x", "x");
    scratch_directory(state, "b/tree/x");
    assert_state(state, "x", OUTPUT_TYPE);
}

static void test_permission_bits_are_compared(void **state)
{
    scratch_puts(state, "a/tree/x", "x");
    scratch_puts(state, "b/tree/x", "x");
    autofree char *path = scratch_path(state, "b/tree/x");
    assert_int_equal(chmod(path, 0600), 0);
    autofree char *other = scratch_path(state, "a/tree/x");
    assert_int_equal(chmod(other, 0644), 0);
    assert_state(state, "x", OUTPUT_MODE);
}

static void test_links_are_compared_by_target_and_not_followed(void **state)
{
    scratch_directory(state, "a/tree");
    scratch_directory(state, "b/tree");
    autofree char *a = scratch_path(state, "a/tree/link");
    autofree char *b = scratch_path(state, "b/tree/link");
    assert_int_equal(symlink("/nonexistent/1", a), 0);
    assert_int_equal(symlink("/nonexistent/2", b), 0);
    assert_state(state, "link", OUTPUT_TARGET);
}

static void test_a_whiteout_is_a_deleted_file(void **state)
{
    scratch_directory(state, "a/tree");
    scratch_puts(state, "b/tree/x", "x");
    autofree char *path = scratch_path(state, "a/tree/x");
    if (mknod(path, S_IFCHR, makedev(0, 0)) < 0)
        skip();
    assert_state(state, "x", OUTPUT_ONLY_B);
}

static void test_streams_come_first_and_paths_in_byte_order(void **state)
{
    static const char *const sides[] = {"a", "b", NULL};
    for (const char *const *side = sides; *side; side++) {
        static const char *const names[] = {"stdout", "stderr",   "status",  "tree/b",
                                            "tree/B", "tree/a/c", "tree/a.c"};
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            autofree char *name = xasprintf("%s/%s", *side, names[i]);
            scratch_puts(state, name, "x");
        }
    }
    static const char *const expected[] = {"<exit status>", "<stderr>", "<stdout>", "B",
                                           "a.c",           "a/c",      "b"};
    struct outputs outputs = compare(state, NULL);
    assert_int_equal(outputs.count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_string_equal(outputs.items[i].path, expected[i]);
    outputs_free(&outputs);
}

static void test_only_selects_by_path_directory_and_glob(void **state)
{
    static const char *const names[] = {"a/tree/x",   "a/tree/xy",    "a/tree/d/e/f",
                                        "a/tree/d.c", "a/tree/s/1.c", "a/stdout"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        scratch_puts(state, names[i], "x");
    static const char *const only[] = {"x", "./d/", "s/*.c", NULL};
    struct outputs outputs = compare(state, only);
    assert_int_equal(outputs.count, 3);
    assert_non_null(output_at(&outputs, "x"));
    assert_non_null(output_at(&outputs, "d/e/f"));
    assert_non_null(output_at(&outputs, "s/1.c"));
    outputs_free(&outputs);
}

static void test_odd_names_are_names(void **state)
{
    scratch_puts(state, "a/tree/new\nline\033[0m", "x");
    scratch_puts(state, "b/tree/new\nline\033[0m", "x");
    assert_state(state, "new\nline\033[0m", OUTPUT_EQUAL);
}

static void test_an_unreadable_file_is_named(void **state)
{
    if (geteuid() == 0)
        skip();
    scratch_puts(state, "a/tree/x", "x");
    scratch_puts(state, "b/tree/x", "x");
    autofree char *path = scratch_path(state, "b/tree/x");
    assert_int_equal(chmod(path, 0), 0);
    struct outputs outputs;
    autofree char *what = NULL;
    assert_int_equal(try_compare(state, "b", NULL, &outputs, &what), -EACCES);
    assert_string_equal(what, path);
    assert_int_equal(outputs.count, 0);
}

static void test_regions_beyond_the_limit_are_merged(void **state)
{
    struct text a = {0}, b = {0};
    for (int i = 0; i < 200; i++) {
        text_printf(&a, "%d a\n", i);
        text_printf(&b, "%d b\n", i);
    }
    scratch_puts(state, "a/tree/x", a.data);
    scratch_puts(state, "b/tree/x", b.data);
    struct outputs outputs = compare(state, NULL);
    const struct output *output = &outputs.items[0];
    assert_int_equal(output->divergence_count, 64);
    assert_int_equal(output->divergences[63].offset + output->divergences[63].length, a.length - 1);
    outputs_free(&outputs);
    text_free(&a);
    text_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(test_two_empty_lefts_are_equal),
        scratch_test(test_equal_files_are_equal),
        scratch_test(test_a_region_is_shown_with_its_context),
        scratch_test(test_a_file_of_one_side_is_only_there),
        scratch_test(test_an_empty_directory_of_one_side_is_only_there),
        scratch_test(test_a_file_and_a_directory_differ_in_type),
        scratch_test(test_permission_bits_are_compared),
        scratch_test(test_links_are_compared_by_target_and_not_followed),
        scratch_test(test_a_whiteout_is_a_deleted_file),
        scratch_test(test_streams_come_first_and_paths_in_byte_order),
        scratch_test(test_only_selects_by_path_directory_and_glob),
        scratch_test(test_odd_names_are_names),
        scratch_test(test_an_unreadable_file_is_named),
        scratch_test(test_regions_beyond_the_limit_are_merged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
