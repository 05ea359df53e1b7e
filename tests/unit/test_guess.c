#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "divergence.h"
#include "guess.h"
#include "util.h"

struct sample {
    const char *a, *b, *looks; /* looks NULL: like nothing */
    enum source source;
};

static bool guess_of(const char *path, struct bytes a, struct bytes b, struct guess *guess)
{
    struct output output = {.path = (char *)path, .state = OUTPUT_CONTENT};
    divergences_compare(&output, 8, NULL, a, b);
    assert_true(output.divergence_count > 0);
    bool fits = guess_region(&output, &output.divergences[0], guess);
    for (size_t i = 0; i < output.divergence_count; i++)
        divergence_free(&output.divergences[i]);
    free(output.divergences);
    return fits;
}

static void assert_sample(const struct sample *sample)
{
    struct guess guess;
    struct bytes a = {sample->a, strlen(sample->a)}, b = {sample->b, strlen(sample->b)};
    bool fits = guess_of("file.txt", a, b, &guess);
    if (fits != (sample->looks != NULL))
        fail_msg("'%s': %s", sample->a, fits ? guess.looks : "like nothing");
    if (fits && (guess.source != sample->source || strcmp(guess.looks, sample->looks) != 0))
        fail_msg("'%s' looks like %s", sample->a, guess.looks);
    free(guess.evidence);
}

static void test_values_are_told_by_their_form(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"on 2026-11-24 by x", "on 2026-11-25 by x", "a date", SOURCE_time},
        {"Tue, 24 Nov 2026 10:11:12 +0000", "Wed, 25 Nov 2026 10:14:50 +0000", "a date",
         SOURCE_time},
        {"#define T 1795515072", "#define T 1795627310", "a date", SOURCE_time},
        {"took 0.31s", "took 0.47s", "a duration", SOURCE_time},
        {"at 2026-11-24 10:11:12 +0100", "at 2026-11-24 09:11:12 +0000", "a date in another zone",
         SOURCE_timezone},
        {"at 2026-11-24 10:11:12", "at 2026-11-24 18:11:12", "a date in another zone",
         SOURCE_timezone},
        {"by alice@build3", "by alice@ci9", "a machine", SOURCE_host},
        {"by alice@build3", "by bob@build3", "a user", SOURCE_user},
        {"hostname: red", "hostname: blue", "a host's name", SOURCE_host},
        {"on 6.1.0-18-amd64 x", "on 6.1.0-26-amd64 x", "a machine", SOURCE_host},
        {"m.o: /home/a/p/m.c", "m.o: /builds/ci/m.c", "a path", SOURCE_path},
        {"at 0x7f3a12bc4560", "at 0x7f91ee01c560", "an address", SOURCE_memory},
        {"in /tmp/ccA9xk2L.o", "in /tmp/ccQz81pm.o", "a temporary name", SOURCE_tempname},
        {"build.32280.lck", "build.26329.lck", "a process id", SOURCE_pid},
        {"PID=4711", "PID=991", "a process id", SOURCE_pid},
        {"1\n2\n3\n", "3\n1\n2\n", "an order", SOURCE_dirorder},
        {"1.5 of it", "1,5 of it", "a number's format", SOURCE_locale},
        {"nproc = 8", "nproc = 2", "a number of processors", SOURCE_cpu},
        {"k=a81bc3d09e", "k=77fe0a1b2c", "a random value", SOURCE_random},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        assert_sample(&samples[i]);
}

static void test_what_has_no_form_is_no_guess(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"the red house", "the blue house", NULL, 0},
        {"version 12", "version 13", NULL, 0},
        {"x = 3.14", "x = 2.71", NULL, 0},
        {"d41d8cd98f00b204e9800998ecf8427e  f", "0cc175b9c0f1b6a831c399e269772661  f", NULL, 0},
    };
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        assert_sample(&samples[i]);
}

static void test_binary_values_are_read(void **state)
{
    (void)state;
    struct guess guess;
    static const char stamp_a[] = "\0\1\2\3STAMP\xc0\x62\x05\x6b\0\0\0rest",
                      stamp_b[] = "\0\1\2\3STAMP\x2e\x19\x07\x6b\0\0\0rest";
    static const char address_a[] = "\0\1\2\3TABL\x60\x45\xbc\x12\x3a\x7f\0\0rest",
                      address_b[] = "\0\1\2\3TABL\x60\xc5\x01\xee\x91\x7f\0\0rest";
    assert_true(guess_of("bin", (struct bytes){stamp_a, sizeof stamp_a},
                         (struct bytes){stamp_b, sizeof stamp_b}, &guess));
    assert_int_equal(guess.source, SOURCE_time);
    assert_non_null(strstr(guess.evidence, "32-bit little-endian"));
    free(guess.evidence);
    assert_true(guess_of("bin", (struct bytes){address_a, sizeof address_a},
                         (struct bytes){address_b, sizeof address_b}, &guess));
    assert_int_equal(guess.source, SOURCE_memory);
    free(guess.evidence);
}

/* Whatever the bytes are, nothing outside them is read: the sanitizers watch. */
static void test_any_bytes_are_looked_at_within_bounds(void **state)
{
    (void)state;
    uint32_t seed = 1;
    for (unsigned nth = 0; nth < 3000; nth++) {
        char bytes[2][48];
        struct guess guess;
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            ((char *)bytes)[i] = "0123456789abcdef/@.:-\n x=\0\xff"[(seed >> 16) % 28];
        }
        autofree char *a = xmalloc(1 + nth % 48), *b = xmalloc(1 + nth / 48 % 48);
        memcpy(a, bytes[0], 1 + nth % 48);
        memcpy(b, bytes[1], 1 + nth / 48 % 48);
        struct bytes left = {a, 1 + nth % 48}, right = {b, 1 + nth / 48 % 48};
        if (bytes_equal(left, right))
            continue;
        guess_of("any", left, right, &guess);
        free(guess.evidence);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_told_by_their_form),
        cmocka_unit_test(test_what_has_no_form_is_no_guess),
        cmocka_unit_test(test_binary_values_are_read),
        cmocka_unit_test(test_any_bytes_are_looked_at_within_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
