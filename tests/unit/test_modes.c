#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include "modes.h"
#include "util.h"

static void test_every_source_has_a_name_and_is_found(void **state)
{
    (void)state;
    for (int i = 0; i < SOURCE_COUNT; i++)
        assert_int_equal(source_find(source_names[i]), i);
    assert_int_equal(source_find("tim"), -1);
    assert_null(source_names[SOURCE_COUNT]);
}

static void test_lists_set_what_they_name_and_nothing_else(void **state)
{
    uint8_t mode[RUN_MAX_SOURCES];
    (void)state;
    modes_fill(mode, MODE_PIN);
    assert_int_equal(modes_apply(mode, MODE_VARY, "time,random", NULL), 0);
    assert_int_equal(mode[SOURCE_time], MODE_VARY);
    assert_int_equal(mode[SOURCE_random], MODE_VARY);
    assert_int_equal(mode[SOURCE_pid], MODE_PIN);
    assert_int_equal(mode[SOURCE_COUNT], MODE_OFF);
}

static void test_all_means_every_source_and_the_last_word_wins(void **state)
{
    uint8_t mode[RUN_MAX_SOURCES];
    (void)state;
    modes_fill(mode, MODE_PIN);
    assert_int_equal(modes_apply(mode, MODE_VARY, "all", NULL), 0);
    assert_int_equal(modes_apply(mode, MODE_PIN, "time", NULL), 0);
    assert_int_equal(mode[SOURCE_time], MODE_PIN);
    assert_int_equal(mode[SOURCE_env], MODE_VARY);
}

static void assert_refused(const char *list, const char *part)
{
    uint8_t mode[RUN_MAX_SOURCES] = {0};
    autofree char *sentence = NULL;
    assert_int_not_equal(modes_apply(mode, MODE_PIN, list, &sentence), 0);
    if (!strstr(sentence, part))
        fail_msg("no '%s' in: %s", part, sentence);
}

static void test_unknown_names_are_refused_with_the_nearest(void **state)
{
    (void)state;
    assert_refused("tiem", "did you mean 'time'?");
    assert_refused("time,randm", "did you mean 'random'?");
    assert_refused("quux", "'paribus sources'");
    assert_refused("", "empty");
    assert_refused("time,", "empty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_source_has_a_name_and_is_found),
        cmocka_unit_test(test_lists_set_what_they_name_and_nothing_else),
        cmocka_unit_test(test_all_means_every_source_and_the_last_word_wins),
        cmocka_unit_test(test_unknown_names_are_refused_with_the_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
