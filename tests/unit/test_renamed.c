/* Files that have merely another name in the other run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "compared.h"
#include "scratch.h"
#include "util.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(test_a_renamed_file_is_one_output),
        scratch_test(test_contents_under_other_names_are_compared),
        scratch_test(test_names_keep_their_kinds_apart),
        scratch_test(test_equal_kinds_are_paired_in_the_order_of_writing),
        scratch_test(test_what_is_merely_new_is_not_renamed),
        scratch_test(test_another_name_is_seen_in_a_third_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
