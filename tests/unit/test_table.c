/* Where in the run's large tables files are found: there is room for them wherever they lie. */
#include "table.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#define GROUP 8192u /* inode numbers of a directory lie together in such a range: ext4(5) */

static bool store(uint64_t *slots, uint64_t file)
{
    for (unsigned level = 0; level < run_levels(RUN_STAMP); level++) {
        for (uint32_t i = 0; i < table_attempts(RUN_STAMP, level); i++) {
            uint64_t *slot = &slots[table_slot(level, table_place(file), i)];
            if (*slot && *slot != file)
                continue;
            *slot = file;
            return true;
        }
    }
    return false;
}

/* How many of so many directories, with so many files each, have no room. */
static unsigned lost_of(unsigned directories, unsigned files)
{
    uint64_t *slots = calloc(RUN_SLOTS(RUN_STAMP_LEVELS), sizeof *slots);
    unsigned lost = 0;
    assert_non_null(slots);
    for (unsigned i = 0; i < directories * files; i++)
        lost += !store(slots, 12 + (uint64_t)(i / files) * GROUP + i % files);
    free(slots);
    return lost;
}

static void test_files_of_many_directories_have_room(void **state)
{
    (void)state;
    assert_int_equal(lost_of(1000, 200), 0);
    assert_int_equal(lost_of(64, 3000), 0);
}

static void test_files_of_one_directory_have_room(void **state)
{
    (void)state;
    assert_int_equal(lost_of(1, 200000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_of_many_directories_have_room),
        cmocka_unit_test(test_files_of_one_directory_have_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
