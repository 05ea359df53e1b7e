#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include "suggest.h"

static void test_distances(void **state)
{
    (void)state;
    assert_int_equal(suggest_distance("", ""), 0);
    assert_int_equal(suggest_distance("", "abc"), 3);
    assert_int_equal(suggest_distance("time", "time"), 0);
    assert_int_equal(suggest_distance("tiem", "time"), 1);
    assert_int_equal(suggest_distance("tme", "time"), 1);
    assert_int_equal(suggest_distance("tiime", "time"), 1);
    assert_int_equal(suggest_distance("kitten", "sitting"), 3);
}

static void test_the_nearest_word_is_suggested(void **state)
{
    static const char *const words[] = {"time", "random", "pid", "dirorder", "env", NULL};
    (void)state;
    assert_string_equal(suggest("tiem", words), "time");
    assert_string_equal(suggest("rnadom", words), "random");
    assert_string_equal(suggest("dir-order", words), "dirorder");
    assert_string_equal(suggest("pdi", words), "pid");
}

static void test_nothing_is_suggested_for_nonsense(void **state)
{
    static const char *const words[] = {"time", "random", NULL};
    static const char *const none[] = {NULL};
    (void)state;
    assert_null(suggest("xyzzy", words));
    assert_null(suggest("", words));
    assert_null(suggest("time", none));
}

static void test_a_very_long_word_is_no_problem(void **state)
{
    static const char *const words[] = {"time", NULL};
    char word[5000];
    (void)state;
    for (size_t i = 0; i < sizeof word - 1; i++)
        word[i] = 't';
    word[sizeof word - 1] = '\0';
    suggest(word, words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_distances),
        cmocka_unit_test(test_the_nearest_word_is_suggested),
        cmocka_unit_test(test_nothing_is_suggested_for_nonsense),
        cmocka_unit_test(test_a_very_long_word_is_no_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
