#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>
#include "outputs.h"
#include "scratch.h"
#include "util.h"

static int try_compare(void **state, const char *b, const char *const *only,
                       struct outputs *outputs, char **what)
{
    struct outputs_options options = {
        .only = only, .include_streams = true, .renames = true, .all_new = only != NULL};
    autofree char *left_a = scratch_path(state, "a");
    autofree char *left_b = scratch_path(state, b);
    return outputs_compare(left_a, left_b, &options, outputs, what);
}

static struct outputs compare(void **state, const char *const *only)
{
    struct outputs outputs;
    autofree char *what = NULL;
    assert_int_equal(try_compare(state, "b", only, &outputs, &what), 0);
    return outputs;
}

static const struct output *output_at(const struct outputs *outputs, const char *path)
{
    for (size_t i = 0; i < outputs->count; i++) {
        if (strcmp(outputs->items[i].path, path) == 0)
            return &outputs->items[i];
    }
    return NULL;
}

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

/* Of an output of that name in A: its name in B; "": it has none. */
static void assert_renamed(const struct outputs *outputs, const char *path, const char *name)
{
    const struct output *output = output_at(outputs, path);
    assert_non_null(output);
    assert_int_equal(output->state == OUTPUT_RENAMED, *name != '\0');
    if (*name)
        assert_string_equal(output->renamed, name);
    else
        assert_null(output->renamed);
}

static void test_a_renamed_file_is_one_output(void **state)
{
    scratch_puts(state, "a/tree/obj/27/cdb1", "same");
    scratch_puts(state, "b/tree/obj/26/53f1", "same");
    struct outputs outputs = compare(state, NULL);
    assert_int_equal(outputs.count, 1);
    assert_renamed(&outputs, "obj/27/cdb1", "obj/26/53f1");
    assert_int_equal(outputs.items[0].divergence_count, 1);
    assert_string_equal(outputs.items[0].divergences[0].member, "(name)");
    assert_int_equal(outputs.items[0].divergences[0].offset, 5);
    assert_int_equal(outputs.items[0].divergences[0].length, 5); /* 7/cdb */
    outputs_free(&outputs);
}

static void test_contents_under_other_names_are_compared(void **state)
{
    scratch_puts(state, "a/tree/build.123/log", "at 10:00\n");
    scratch_puts(state, "b/tree/build.77/log", "at 11:00\n");
    scratch_puts(state, "a/tree/build.123/mark", "x");
    scratch_puts(state, "b/tree/build.77/mark", "x");
    struct outputs outputs = compare(state, NULL);
    assert_int_equal(outputs.count, 2);
    assert_renamed(&outputs, "build.123/log", "build.77/log");
    assert_renamed(&outputs, "build.123/mark", "build.77/mark");
    assert_int_equal(outputs.items[0].divergence_count, 2);
    assert_null(outputs.items[0].divergences[1].member);
    assert_int_equal(outputs.items[0].divergences[1].offset, 4);
    assert_int_equal(outputs.items[1].divergence_count, 1);
    outputs_free(&outputs);
}

/* What stands for itself in the name decides before the order of writing does. */
static void test_names_keep_their_kinds_apart(void **state)
{
    static const char *const names[] = {"a/tree/cc1x.o", "a/tree/tmp-3q", "a/tree/log.11",
                                        "b/tree/log.2",  "b/tree/cc9z.o", "b/tree/tmp-8"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        scratch_puts(state, names[i], "x");
    struct outputs outputs = compare(state, NULL);
    assert_int_equal(outputs.count, 3);
    assert_renamed(&outputs, "cc1x.o", "cc9z.o");
    assert_renamed(&outputs, "tmp-3q", "tmp-8");
    assert_renamed(&outputs, "log.11", "log.2");
    outputs_free(&outputs);
}

/* Of one kind the first that was written is the first. */
static void test_equal_kinds_are_paired_in_the_order_of_writing(void **state)
{
    scratch_puts(state, "a/tree/t.zz", "1");
    scratch_puts(state, "a/tree/t.aa", "2");
    scratch_puts(state, "b/tree/t.cc", "1");
    scratch_puts(state, "b/tree/t.bb", "2");
    struct outputs outputs = compare(state, NULL);
    assert_renamed(&outputs, "t.zz", "t.cc");
    assert_renamed(&outputs, "t.aa", "t.bb");
    outputs_free(&outputs);
}

static void test_what_is_merely_new_is_not_renamed(void **state)
{
    scratch_puts(state, "a/tree/t.aa", "x");
    scratch_puts(state, "b/tree/t.bb", "x");
    scratch_puts(state, "b/tree/t.cc", "x");
    scratch_puts(state, "a/tree/sub/Makefile", "x");
    scratch_puts(state, "b/tree/READ.ME", "x");
    struct outputs outputs = compare(state, NULL);
    assert_int_equal(outputs.count, 5);
    for (size_t i = 0; i < outputs.count; i++)
        assert_renamed(&outputs, outputs.items[i].path, "");
    outputs_free(&outputs);
}

/* A third run in which the file is called otherwise again. */
static void test_another_name_is_seen_in_a_third_run(void **state)
{
    scratch_puts(state, "a/tree/t.aaa", "at 10:00");
    scratch_puts(state, "b/tree/t.bbb", "at 11:00");
    struct outputs regions = compare(state, NULL);
    const struct divergence *name = &regions.items[0].divergences[0];
    const struct divergence *content = &regions.items[0].divergences[1];
    static const char *const only[] = {"t.aaa", NULL};
    static const struct third {
        const char *name, *text;
        bool name_differs, content_differs;
    } thirds[] = {
        {"t.ccc", "at 10:00", true, false},
        {"t.aaa", "at 12:00", false, true},
        {"t.aaa", "at 10:00", false, false},
        {"t.ccc", "at 12:00", true, true},
    };
    for (size_t i = 0; i < sizeof thirds / sizeof *thirds; i++) {
        struct outputs probe;
        autofree char *what = NULL;
        autofree char *left = xasprintf("third%zu", i);
        autofree char *file = xasprintf("%s/tree/%s", left, thirds[i].name);
        scratch_puts(state, file, thirds[i].text);
        assert_int_equal(try_compare(state, left, only, &probe, &what), 0);
        assert_int_equal(outputs_overlap(&probe, "t.aaa", name), thirds[i].name_differs);
        assert_int_equal(outputs_overlap(&probe, "t.aaa", content), thirds[i].content_differs);
        outputs_free(&probe);
    }
    outputs_free(&regions);
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

/* --- overlap --- */

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

#define test_case(function)                                                                        \
    cmocka_unit_test_setup_teardown(function, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_case(test_two_empty_lefts_are_equal),
        test_case(test_equal_files_are_equal),
        test_case(test_a_region_is_shown_with_its_context),
        test_case(test_a_file_of_one_side_is_only_there),
        test_case(test_an_empty_directory_of_one_side_is_only_there),
        test_case(test_a_file_and_a_directory_differ_in_type),
        test_case(test_permission_bits_are_compared),
        test_case(test_links_are_compared_by_target_and_not_followed),
        test_case(test_a_whiteout_is_a_deleted_file),
        test_case(test_streams_come_first_and_paths_in_byte_order),
        test_case(test_only_selects_by_path_directory_and_glob),
        test_case(test_a_renamed_file_is_one_output),
        test_case(test_contents_under_other_names_are_compared),
        test_case(test_names_keep_their_kinds_apart),
        test_case(test_equal_kinds_are_paired_in_the_order_of_writing),
        test_case(test_what_is_merely_new_is_not_renamed),
        test_case(test_another_name_is_seen_in_a_third_run),
        test_case(test_odd_names_are_names),
        test_case(test_an_unreadable_file_is_named),
        test_case(test_regions_beyond_the_limit_are_merged),
        test_case(test_the_same_line_overlaps),
        test_case(test_another_place_does_not_overlap),
        test_case(test_a_mode_says_nothing_of_content),
        test_case(test_another_new_name_stands_for_a_new_name),
        test_case(test_names_made_of_the_content_stand_for_each_other),
        test_case(test_a_name_elsewhere_stands_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
