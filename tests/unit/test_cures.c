/* The advice for a cause: what is known of its program comes before what holds for all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "cures.c" /* its table */

static void assert_cure(enum source source, const char *call, const char *exe, const char *part)
{
    autofree char *cure = cure_for(source, call, exe, "HOME");
    assert_non_null(cure);
    if (!strstr(cure, part))
        fail_msg("%s: '%s' without '%s'", exe, cure, part);
}

static void a_program_s_own_cure_comes_first(void **state)
{
    (void)state;
    assert_cure(SOURCE_stat, "stat", "/usr/bin/cpio", "cpio --reproducible");
    assert_cure(SOURCE_stat, "stat", "/usr/bin/tar", "tar --mtime");
    assert_cure(SOURCE_stat, "stat", "/usr/bin/x86_64-linux-gnu-ar", "ar D");
    assert_cure(SOURCE_stat, "stat", "/usr/bin/cp", "touch -d");
    assert_cure(SOURCE_time, "time", "/usr/lib/gcc/cc1plus", "__DATE__");
    assert_cure(SOURCE_locale, "setlocale", "/usr/bin/sort", "LC_ALL=C sort");
    assert_cure(SOURCE_path, "getcwd", "/usr/bin/as", "--debug-prefix-map");
}

static void a_call_s_own_cure_comes_first(void **state)
{
    (void)state;
    assert_cure(SOURCE_random, "getrandom", "/usr/bin/python3", "PYTHONHASHSEED");
    assert_cure(SOURCE_random, "arc4random", "/usr/bin/python3", "seed the generator");
}

static void a_cure_names_its_subject(void **state)
{
    (void)state;
    assert_cure(SOURCE_env, "getenv", "/bin/sh", "set HOME to a fixed value");
    autofree char *nameless = cure_for(SOURCE_env, "getenv", "/bin/sh", NULL);
    assert_non_null(strstr(nameless, "set it to a fixed value"));
}

static void every_row_can_be_reached(void **state)
{
    (void)state;
    for (size_t later = 0; later < sizeof cures / sizeof *cures; later++) {
        const struct cure *row = &cures[later];
        for (size_t i = 0; i < later; i++) {
            if (cures[i].source == row->source && fnmatch(cures[i].program, row->program, 0) == 0 &&
                fnmatch(cures[i].call, row->call, 0) == 0)
                fail_msg("\"%s\" for %s is hidden by \"%s\"", row->advice, row->program,
                         cures[i].advice);
        }
    }
}

static void programs_are_told_their_own_cure(void **state)
{
    static const struct {
        enum source source;
        const char *program, *cure;
    } samples[] = {
        {SOURCE_stat, "/usr/bin/ar", "ar D"},
        {SOURCE_stat, "/usr/bin/x86_64-linux-gnu-ar", "ar D"},
        {SOURCE_stat, "/usr/lib/jvm/bin/jar", "jar --date"},
        {SOURCE_stat, "/usr/bin/cpio", "cpio --reproducible"},
        {SOURCE_stat, "/usr/bin/guitar", "touch -d"},
        {SOURCE_time, "/usr/bin/mktemp", "fixed name"},
        {SOURCE_time, "/usr/bin/openssl", "keep them as an input"},
        {SOURCE_time, "/usr/bin/pdftex", "FORCE_SOURCE_DATE=1"},
        {SOURCE_random, "/usr/bin/shuf", "--random-source"},
        {SOURCE_host, "/usr/bin/ssh-keygen", "-C COMMENT"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        autofree char *cure = cure_for(samples[i].source, "", samples[i].program, NULL);
        if (!cure || !strstr(cure, samples[i].cure))
            fail_msg("%s: %s", samples[i].program, cure ? cure : "no cure");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_s_own_cure_comes_first),
        cmocka_unit_test(every_row_can_be_reached),
        cmocka_unit_test(programs_are_told_their_own_cure),
        cmocka_unit_test(a_call_s_own_cure_comes_first),
        cmocka_unit_test(a_cure_names_its_subject),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
