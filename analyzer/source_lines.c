#include "source_lines.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "util.h"

#define MOST_BYTES (8 << 20)
#define WIDEST     240 /* bytes of a line that are kept */

/* The file's real path if it is a regular one below `base`; malloc'd. */
static char *allowed(const char *base, const char *file)
{
    struct stat status;
    if (!base || !file)
        return NULL;
    autofree char *whole = *file == '/' ? xstrdup(file) : xasprintf("%s/%s", base, file);
    autofree char *real = realpath(whole, NULL);
    size_t length = strlen(base);
    bool below = real && strncmp(real, base, length) == 0 && real[length] == '/';
    if (!below || stat(real, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size > MOST_BYTES)
        return NULL;
    return xstrdup(real);
}

static struct bytes line_at(const char *at, const char *end)
{
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t size = (size_t)((stop ? stop : end) - at);
    return (struct bytes){at, size < WIDEST ? size : WIDEST};
}

bool source_lines_read(const char *base, const char *file, unsigned line, unsigned around,
                       struct source_lines *lines)
{
    size_t size;
    autofree char *path = line ? allowed(base, file) : NULL;
    *lines = (struct source_lines){.first = line > around ? line - around : 1};
    if (!path || read_whole_file(path, &lines->data, &size) < 0)
        return false;
    const char *at = lines->data, *end = lines->data + size;
    for (unsigned number = 1; at < end && number <= line + around; number++) {
        if (number >= lines->first)
            *array_push(lines->lines, lines->count) = line_at(at, end);
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        at = stop ? stop + 1 : end;
    }
    if (lines->first + lines->count > line)
        return true;
    source_lines_free(lines);
    return false;
}

void source_lines_free(struct source_lines *lines)
{
    free(lines->lines);
    free(lines->data);
    *lines = (struct source_lines){0};
}
