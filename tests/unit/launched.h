/*
 * What the tests of launch_run share: a directory of their own below /var/tmp (/tmp gets covered),
 * shells started there, and the same once more as an ordinary user.
 */
#ifndef LAUNCHED_H
#define LAUNCHED_H

#include "launch.h"

extern char scratch[64];
int make_scratch(void **state);
int remove_scratch(void **state);

/* A path in it; malloc'd. */
char *below(const char *name);

/* Returns the path it was given. */
char *make_directory(const char *path);
void write_file(const char *path, const char *text);
void assert_content(const char *path, const char *expected);

/* `script` under launch_run, in our environment. */
struct launch_result shell_with(struct launch launch, const char *script);
struct launch_result shell(const char *script);

/* Repeats a test as an ordinary user when we are root. */
void as_user(void (*test)(void **));

#endif
