#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "diff.h"
#include "util.h"

/* The regions as text: "[a|b]" each. */
static void assert_bytes_differ(struct bytes a, struct bytes b, size_t max, const char *expected)
{
    struct regions regions = {.max = max};
    struct text text = {0};
    diff(a, b, &regions);
    text_puts(&text, "");
    for (size_t i = 0; i < regions.count; i++) {
        const struct region *region = &regions.items[i];
        text_puts(&text, region->reordered ? "reordered " : "");
        text_printf(&text, "[%.*s|%.*s]", (int)region->a_length, a.data + region->a,
                    (int)region->b_length, b.data + region->b);
    }
    assert_string_equal(text.data, expected);
    text_free(&text);
    regions_free(&regions);
}

static void assert_differ(const char *a, const char *b, const char *expected)
{
    assert_bytes_differ((struct bytes){a, strlen(a)}, (struct bytes){b, strlen(b)}, 64, expected);
}

static void test_equal_text_has_no_regions(void **state)
{
    (void)state;
    assert_differ("same\n", "same\n", "");
    assert_differ("", "", "");
}

static void test_a_changed_word_is_a_region(void **state)
{
    (void)state;
    assert_differ("a\npid 99 of x\nb\n", "a\npid 1234 of x\nb\n", "[99|1234]");
}

static void test_two_changed_words_of_a_line_are_two_regions(void **state)
{
    (void)state;
    assert_differ("pid 99 at time 700\n", "pid 1234 at time 8000\n", "[99|1234][7|80]");
}

static void test_bytes_close_together_are_one_region(void **state)
{
    (void)state;
    assert_differ("12:34:56 end\n", "12:45:17 end\n", "[34:56|45:17]");
}

static void test_regions_do_not_join_across_lines(void **state)
{
    (void)state;
    assert_differ("x1\n2y\n", "x3\n4y\n", "[1|3][2|4]");
}

static void test_an_inserted_line_shifts_nothing(void **state)
{
    (void)state;
    assert_differ("one\ntwo\nthree 3\n", "one\nnew\ntwo\nthree 4\n", "[|new\n][3|4]");
}

static void test_a_missing_last_newline_is_a_region(void **state)
{
    (void)state;
    assert_differ("one\ntwo", "one\ntwo\n", "[|\n]");
}

static void test_lines_in_another_order_are_reordered(void **state)
{
    (void)state;
    assert_differ("first\nb\na\nc\nlast\n", "first\na\nc\nb\nlast\n",
                  "reordered [b\na\nc\n|a\nc\nb\n]");
}

static void test_reordered_needs_the_same_lines(void **state)
{
    (void)state;
    assert_differ("b\na\n", "a\nx\n", "[b|a][a|x]");
}

static void test_lines_that_changed_places_are_told_from_changed_lines(void **state)
{
    (void)state;
    assert_differ("t 1\nb\na\nu 1\n", "t 2\na\nb\nu 2\n", "[1|2]reordered [b\na\n|a\nb\n][1|2]");
}

static void test_one_line_in_and_one_out_shift_nothing(void **state)
{
    (void)state;
    struct text a = {0}, b = {0};
    text_puts(&b, "new\n");
    for (int i = 0; i < 100; i++) {
        text_printf(&a, "%d\n", i);
        text_printf(&b, "%d\n", i);
    }
    text_puts(&a, "old\n");
    assert_differ(a.data, b.data, "[|new\n][old\n|]");
    text_free(&a);
    text_free(&b);
}

static void test_a_side_may_be_empty(void **state)
{
    (void)state;
    assert_differ("", "text\n", "[|text\n]");
    assert_differ("text\n", "", "[text\n|]");
}

static void test_repeated_lines_are_aligned(void **state)
{
    (void)state;
    assert_differ("x\nx\nx\nx\n", "x\nx\nx\n", "[x\n|]");
}

static void test_binary_of_one_length_differs_by_position(void **state)
{
    (void)state;
    struct bytes a = {"\0abcdefgh1234567890", 19};
    struct bytes b = {"\0aXcdefgh12345678Y0", 19};
    assert_bytes_differ(a, b, 64, "[b|X][9|Y]");
}

static void fill(char *data, size_t size)
{
    unsigned random = 1;
    for (size_t i = 0; i < size; i++) {
        random = random * 1103515245 + 12345;
        data[i] = (char)(random >> 16);
    }
    data[0] = '\0';
}

static void test_binary_finds_its_feet_after_an_insertion(void **state)
{
    (void)state;
    static char a[20000], b[20003];
    fill(a, sizeof a);
    memcpy(b, a, 9000);
    memcpy(b + 9000, "new", 3);
    memcpy(b + 9003, a + 9000, 11000);
    b[15003] = (char)(b[15003] + 1);
    struct regions regions = {.max = 64};
    diff((struct bytes){a, sizeof a}, (struct bytes){b, sizeof b}, &regions);
    assert_int_equal(regions.count, 2);
    assert_int_equal(regions.items[0].a_length, 0);
    assert_int_equal(regions.items[0].b_length, 3);
    assert_int_equal(regions.items[1].a, 15000);
    assert_int_equal(regions.items[1].a_length, 1);
    regions_free(&regions);
}

static void test_the_last_region_covers_what_is_too_many(void **state)
{
    (void)state;
    struct bytes a = {"a....b....c....d\n", 17};
    struct bytes b = {"A....B....C....D\n", 17};
    assert_bytes_differ(a, b, 2, "[a|A][b....c....d|B....C....D]");
}

/* Every region, replaced, turns A into B: whatever the bytes. */
static void assert_patches(struct bytes a, struct bytes b)
{
    struct regions regions = {.max = 1000};
    struct text patched = {0};
    size_t at = 0;
    diff(a, b, &regions);
    for (size_t i = 0; i < regions.count; i++) {
        const struct region *region = &regions.items[i];
        text_add(&patched, a.data + at, region->a - at);
        assert_int_equal(patched.length, region->b);
        text_add(&patched, b.data + region->b, region->b_length);
        at = region->a + region->a_length;
    }
    text_add(&patched, a.data + at, a.size - at);
    assert_int_equal(patched.length, b.size);
    assert_memory_equal(patched.data, b.data, b.size);
    text_free(&patched);
    regions_free(&regions);
}

static void test_regions_turn_one_side_into_the_other(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed < 4000; seed++) {
        char a[64], b[64];
        const char *letters = seed % 3 ? "ab\n 1" : "a\0b\n";
        srand(seed);
        size_t a_size = (size_t)rand() % sizeof a, b_size = (size_t)rand() % sizeof b;
        for (size_t i = 0; i < sizeof a; i++) {
            a[i] = letters[rand() % 4];
            b[i] = rand() % 8 ? a[i] : letters[rand() % 4];
        }
        size_t skip = b_size > 4 ? seed % 5 : 0;
        assert_patches((struct bytes){a, a_size}, (struct bytes){b + skip, b_size - skip});
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_text_has_no_regions),
        cmocka_unit_test(test_a_changed_word_is_a_region),
        cmocka_unit_test(test_two_changed_words_of_a_line_are_two_regions),
        cmocka_unit_test(test_bytes_close_together_are_one_region),
        cmocka_unit_test(test_regions_do_not_join_across_lines),
        cmocka_unit_test(test_an_inserted_line_shifts_nothing),
        cmocka_unit_test(test_a_missing_last_newline_is_a_region),
        cmocka_unit_test(test_lines_in_another_order_are_reordered),
        cmocka_unit_test(test_reordered_needs_the_same_lines),
        cmocka_unit_test(test_lines_that_changed_places_are_told_from_changed_lines),
        cmocka_unit_test(test_one_line_in_and_one_out_shift_nothing),
        cmocka_unit_test(test_a_side_may_be_empty),
        cmocka_unit_test(test_repeated_lines_are_aligned),
        cmocka_unit_test(test_binary_of_one_length_differs_by_position),
        cmocka_unit_test(test_binary_finds_its_feet_after_an_insertion),
        cmocka_unit_test(test_the_last_region_covers_what_is_too_many),
        cmocka_unit_test(test_regions_turn_one_side_into_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
