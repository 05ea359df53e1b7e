/* Large files: equal or not, where, and in how much memory. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "outputs.h"
#include "same.h"
#include "scratch.h"
#include "util.h"

#define MIB ((size_t)1 << 20)

/* A file of holes with one byte in it. */
static char *sparse(void **state, const char *name, size_t size, size_t at, char byte)
{
    char *path = scratch_path(state, name);
    autoclose int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_int_equal(ftruncate(fd, (off_t)size), 0);
    assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
    return path;
}

static bool are_same(void **state, size_t size, size_t at, char byte_a, char byte_b)
{
    autofree char *path_a = sparse(state, "a", size, at, byte_a);
    autofree char *path_b = sparse(state, "b", size, at, byte_b);
    automap struct bytes a = {"", 0}, b = {"", 0};
    assert_int_equal(bytes_map(path_a, &a), 0);
    assert_int_equal(bytes_map(path_b, &b), 0);
    return same_mapped(a, b);
}

static void one_byte_makes_files_differ_wherever_it_stands(void **state)
{
    static const size_t sizes[] = {1, 4096, 16 * MIB - 1, 16 * MIB, 20 * MIB + 1, 33 * MIB};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        size_t size = sizes[i], places[] = {0, size / 2, size - 1};
        for (size_t p = 0; p < 3; p++) {
            assert_true(are_same(state, size, places[p], 'x', 'x'));
            assert_false(are_same(state, size, places[p], 'x', 'y'));
        }
    }
}

/* In a process of its own: KiB at most, or -1 where the region is not the one byte. */
static long memory_for(void **state, size_t size)
{
    struct rusage used;
    size_t at = size - 12345;
    scratch_directory(state, "left-a/tree");
    scratch_directory(state, "left-b/tree");
    autofree char *a = sparse(state, "left-a/tree/big", size, at, 'x');
    autofree char *b = sparse(state, "left-b/tree/big", size, at, 'y');
    autofree char *left_a = scratch_path(state, "left-a"), *left_b = scratch_path(state, "left-b");
    pid_t child = fork();
    if (child == 0) {
        struct outputs outputs;
        char *what;
        int error = outputs_compare(left_a, left_b, &(struct outputs_options){0}, &outputs, &what);
        const struct divergence *found = error ? NULL : outputs.items[0].divergences;
        _exit(!(found && found->offset == at && found->length == 1 && found->length_b == 1));
    }
    int status;
    assert_int_equal(wait4(child, &status, 0, &used), child);
    return status == 0 ? used.ru_maxrss : -1;
}

/* Of mapped files 64 MB are looked at, then let go. */
static void memory_does_not_grow_with_files(void **state)
{
#ifdef __SANITIZE_THREAD__
    skip(); /* it needs several times the memory itself */
#endif
    long small = memory_for(state, 1 * MIB), large = memory_for(state, 200 * MIB);
    assert_true(small > 0 && large > 0);
    assert_true(large - small < 80 * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(one_byte_makes_files_differ_wherever_it_stands),
        scratch_test(memory_does_not_grow_with_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
