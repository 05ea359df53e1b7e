/*
 * A directory of a test's own, with helpers to fill it; gone after the test.
 */
#ifndef PARIBUS_SCRATCH_H
#define PARIBUS_SCRATCH_H

#include <stddef.h>

/* cmocka setup and teardown: *state is the directory's path. */
int scratch_setup(void **state);
int scratch_teardown(void **state);
#define scratch_test(function)                                                                     \
    cmocka_unit_test_setup_teardown(function, scratch_setup, scratch_teardown)

/* Path below the directory; malloc'd. */
char *scratch_path(void **state, const char *name);

/* Writes a file, with the directories above it. */
void scratch_write(void **state, const char *name, const char *data, size_t length);
void scratch_puts(void **state, const char *name, const char *text);

/* Makes a directory, with those above it. */
void scratch_directory(void **state, const char *name);

#endif
