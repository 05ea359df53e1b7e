#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "report_spots.h"
#include "util.h"

/* A line of a header, or of the output itself, that differs in its last byte. */
static struct divergence spot(const char *member, unsigned line, const char *text)
{
    size_t length = strlen(text);
    return (struct divergence){.member = (char *)(uintptr_t)member,
                               .line = line,
                               .a = (char *)(uintptr_t)text,
                               .b = (char *)(uintptr_t)text,
                               .a_length = length,
                               .b_length = length,
                               .a_lead = length - 1,
                               .b_lead = length - 1,
                               .length = 1,
                               .length_b = 1};
}

static void assert_listed(const struct divergence *spots, size_t count, const char *expected)
{
    autofree struct place *places = xcalloc(count, sizeof *places);
    for (size_t i = 0; i < count; i++)
        places[i].divergence = &spots[i];
    autofree char *list = spots_besides_first(places, count);
    if (expected)
        assert_string_equal(list, expected);
    else
        assert_null(list);
}

static void test_one_place_has_no_others(void **state)
{
    (void)state;
    assert_listed(&(struct divergence){.line = 1}, 1, NULL);
}

static void test_one_field_of_many_members_is_one_line_with_a_count(void **state)
{
    (void)state;
    const struct divergence spots[] = {
        spot("a (header)", 1, "mtime: 1"), spot("b (header)", 1, "mtime: 1"),
        spot("c (header)", 1, "mtime: 1"), spot("d (header)", 1, "mtime: 1")};
    assert_listed(spots, 4, "mtime of b and 2 more members");
}

static void test_fields_are_named_and_whose_they_are(void **state)
{
    (void)state;
    const struct divergence spots[] = {
        spot("a (header)", 1, "mtime: 1\nuid: 1"), spot("a (header)", 3, "mtime: 1\ngid: 1"),
        spot("b (header)", 1, "mtime: 1"), spot("b (header)", 3, "mtime: 1\ngid: 1")};
    assert_listed(spots, 4, "gid, mtime of b, gid of b");
}

static void test_a_line_is_named_once(void **state)
{
    (void)state;
    const struct divergence spots[] = {spot(NULL, 9, "x 1"), spot(NULL, 9, "x 1 2"),
                                       spot(NULL, 11, "y 1"), spot(NULL, 11, "y 1 2")};
    assert_listed(spots, 4, "line 11");
    assert_listed(spots, 2, NULL);
}

static void test_parts_of_one_file_are_told_apart_in_short(void **state)
{
    (void)state;
    const struct divergence spots[] = {
        spot("a/(section .text)", 0, "x 1"), spot("a/(section .data)", 0, "x 1"),
        spot("b/(section .data)", 0, "x 1"), spot("b/(section .text)", 0, "x 1")};
    assert_listed(spots, 4,
                  "(section .data) byte 0, b/(section .data) byte 0, (section .text) byte 0");
}

static void test_of_very_many_the_rest_is_counted(void **state)
{
    (void)state;
    struct divergence spots[10];
    for (unsigned i = 0; i < 10; i++)
        spots[i] = spot(NULL, i + 1, "x 1");
    assert_listed(spots, 10, "line 2, line 3, line 4, line 5, line 6, line 7 and 3 more");
}

static void test_a_member_that_one_side_lacks_is_missing_there(void **state)
{
    (void)state;
    struct divergence spots[] = {spot("a (header)", 1, "mtime: 1"), spot("b (header)", 1, "x: 1")};
    spots[1].b_length = 0;
    assert_listed(spots, 2, "missing in b: b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_place_has_no_others),
        cmocka_unit_test(test_one_field_of_many_members_is_one_line_with_a_count),
        cmocka_unit_test(test_fields_are_named_and_whose_they_are),
        cmocka_unit_test(test_a_line_is_named_once),
        cmocka_unit_test(test_parts_of_one_file_are_told_apart_in_short),
        cmocka_unit_test(test_of_very_many_the_rest_is_counted),
        cmocka_unit_test(test_a_member_that_one_side_lacks_is_missing_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
