/* Whether a third run differs where the first two do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sys/stat.h>
#include "compared.h"
#include "scratch.h"
#include "util.h"

/* Whether a third run differs where B does, at the first region of the first differing output. */
static bool third_overlaps(void **state)
{
    struct outputs first = compare(state, NULL), third;
    autofree char *what = NULL;
    assert_int_equal(try_compare(state, "c", NULL, &third, &what), 0);
    const struct output *output = first.items;
    while (output->state == OUTPUT_EQUAL)
        output++;
    bool result = outputs_overlap(&third, output->path, output->divergences);
    outputs_free(&first);
    outputs_free(&third);
    return result;
}

static void test_the_same_line_overlaps(void **state)
{
    scratch_puts(state, "a/tree/x", "t 1580515199\nu 1\n");
    scratch_puts(state, "b/tree/x", "t 1580515194\nu 1\n");
    scratch_puts(state, "c/tree/x", "t 1580545199\nu 1\n"); /* another digit of the same number */
    assert_true(third_overlaps(state));
}

static void test_another_place_does_not_overlap(void **state)
{
    scratch_puts(state, "a/tree/x", "t 1580515199\nu 1\n");
    scratch_puts(state, "b/tree/x", "t 1580515194\nu 1\n");
    scratch_puts(state, "c/tree/x", "t 1580515199\nu 2\n");
    assert_false(third_overlaps(state));
}

static void test_a_mode_says_nothing_of_content(void **state)
{
    scratch_puts(state, "a/tree/x", "1");
    scratch_puts(state, "b/tree/x", "2");
    scratch_puts(state, "c/tree/x", "1");
    autofree char *path = scratch_path(state, "c/tree/x");
    assert_int_equal(chmod(path, 0600), 0);
    assert_false(third_overlaps(state));
}

static void test_another_new_name_stands_for_a_new_name(void **state)
{
    scratch_directory(state, "a/tree");
    scratch_puts(state, "b/tree/tmp/log-17.txt", "x");
    scratch_puts(state, "c/tree/tmp/log-99.txt", "x");
    assert_true(third_overlaps(state));
}

static void test_names_made_of_the_content_stand_for_each_other(void **state)
{
    scratch_directory(state, "a/tree");
    scratch_puts(state, "b/tree/objects/ed/00b5713f", "x");
    scratch_puts(state, "c/tree/objects/43/a95b00cb", "x");
    assert_true(third_overlaps(state));
}

static void test_a_name_elsewhere_stands_for_nothing(void **state)
{
    scratch_directory(state, "a/tree");
    scratch_puts(state, "b/tree/objects/ed/00b5713f", "x");
    scratch_puts(state, "c/tree/objects/logs/a95b00cb", "x");
    assert_false(third_overlaps(state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(test_the_same_line_overlaps),
        scratch_test(test_another_place_does_not_overlap),
        scratch_test(test_a_mode_says_nothing_of_content),
        scratch_test(test_another_new_name_stands_for_a_new_name),
        scratch_test(test_names_made_of_the_content_stand_for_each_other),
        scratch_test(test_a_name_elsewhere_stands_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
