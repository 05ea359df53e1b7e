/*
 * Small conveniences shared by analyzer and runner: memory that cannot fail, a growing string,
 * a growing array, cleanup attributes, names of files, how time passes.  Knows nothing of runs.
 *
 * Running out of memory ends the process with one sentence: neither program can do
 * anything better.  Not for use inside the preloaded library.
 */
#ifndef PARIBUS_UTIL_H
#define PARIBUS_UTIL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

void *xmalloc(size_t size);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *old, size_t size);
char *xstrdup(const char *text);
char *xstrndup(const char *text, size_t length);
char *xasprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Frees what the variable points to when it goes out of scope. */
void cleanup_free(void *pointer);
void cleanup_close(int *fd);
void cleanup_file(FILE **file);
#define autofree  __attribute__((cleanup(cleanup_free)))
#define autoclose __attribute__((cleanup(cleanup_close)))
#define autofile  __attribute__((cleanup(cleanup_file)))

/* Makes room for one more item in `array` (of `count` items); doubles. */
#define array_push(array, count)                                                                   \
    ((((count) & ((count)-1)) == 0                                                                 \
          ? (void)((array) = xrealloc((array), ((count) ? (count)*2 : 1) * sizeof *(array)))       \
          : (void)0),                                                                              \
     &(array)[(count)++])

/* A string that grows; always NUL-terminated once something was added.  Zero-initialise. */
struct text {
    char *data;
    size_t length;
    size_t room;
};
void text_add(struct text *text, const char *data, size_t length);
void text_puts(struct text *text, const char *string);
void text_printf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_free(struct text *text);

/*
 * Adds `data` made safe to show: control and non-ASCII-printable bytes (valid UTF-8 excepted) as
 * \n \t \xNN.  Nothing a program printed reaches a terminal in any other way.
 */
void text_escape(struct text *text, const char *data, size_t length);

/* What follows the last slash of a path. */
const char *last_part(const char *path);

/* Of a clock that only goes forward, in seconds. */
double seconds_now(void);

/* Whole file into memory (NUL added after the end); negative errno. */
int read_whole_file(const char *path, char **data, size_t *length);

#endif
