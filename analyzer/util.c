#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* --- memory that cannot fail --- */

static _Noreturn void die_memory(void)
{
    static const char sentence[] = "paribus: out of memory\n";
    if (write(STDERR_FILENO, sentence, sizeof sentence - 1) < 0)
        _exit(125);
    _exit(125);
}

static void *checked(void *memory)
{
    if (!memory)
        die_memory();
    return memory;
}

void *xmalloc(size_t size)
{
    return checked(malloc(size ? size : 1));
}

void *xcalloc(size_t count, size_t size)
{
    return checked(calloc(count ? count : 1, size ? size : 1));
}

void *xrealloc(void *old, size_t size)
{
    return checked(realloc(old, size ? size : 1));
}

char *xstrdup(const char *text)
{
    return checked(strdup(text));
}

char *xstrndup(const char *text, size_t length)
{
    return checked(strndup(text, length));
}

static char *formatted(const char *format, va_list arguments, size_t *length)
{
    char *text = NULL;
    int result = vasprintf(&text, format, arguments);
    if (result < 0)
        die_memory();
    *length = (size_t)result;
    return text;
}

char *xasprintf(const char *format, ...)
{
    size_t length;
    va_list arguments;
    va_start(arguments, format);
    char *text = formatted(format, arguments, &length);
    va_end(arguments);
    return text;
}

/* --- cleanup --- */

void cleanup_free(void *pointer)
{
    free(*(void **)pointer);
}

void cleanup_close(int *fd)
{
    int saved = errno;
    if (*fd >= 0)
        close(*fd);
    errno = saved;
}

void cleanup_file(FILE **file)
{
    int saved = errno;
    if (*file)
        fclose(*file);
    errno = saved;
}

/* --- a string that grows --- */

static void reserve(struct text *text, size_t more)
{
    size_t needed;
    if (__builtin_add_overflow(text->length, more, &needed) || needed == SIZE_MAX)
        die_memory();
    if (needed < text->room)
        return;
    text->room = needed < SIZE_MAX / 2 ? needed * 2 : SIZE_MAX;
    if (text->room < 64)
        text->room = 64;
    text->data = xrealloc(text->data, text->room);
}

void text_add(struct text *text, const char *data, size_t length)
{
    reserve(text, length);
    if (length)
        memcpy(text->data + text->length, data, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_puts(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_printf(struct text *text, const char *format, ...)
{
    size_t length;
    va_list arguments;
    va_start(arguments, format);
    autofree char *more = formatted(format, arguments, &length);
    va_end(arguments);
    text_add(text, more, length);
}

void text_free(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

/* --- files --- */

static int read_all(int fd, struct text *into)
{
    char buffer[16384];
    for (;;) {
        ssize_t got = read(fd, buffer, sizeof buffer);
        if (got < 0 && errno != EINTR)
            return -errno;
        if (got == 0)
            return 0;
        if (got > 0)
            text_add(into, buffer, (size_t)got);
    }
}

const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int read_whole_file(const char *path, char **data, size_t *length)
{
    autoclose int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    struct text text = {0};
    int error = read_all(fd, &text);
    if (error) {
        text_free(&text);
        return error;
    }
    text_add(&text, "", 0);
    *data = text.data;
    *length = text.length;
    return 0;
}
