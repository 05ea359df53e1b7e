#include "source_path.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include "util.h"

/* Where the last component of text[0..length) begins. */
static size_t last_component(const char *text, size_t length)
{
    while (length && text[length - 1] != '/')
        length--;
    return length;
}

static void add_component(struct text *clean, const char *part, size_t length)
{
    size_t start = last_component(clean->data, clean->length);
    size_t size = clean->length - start;
    bool up = length == 2 && memcmp(part, "..", 2) == 0;
    if (length == 0 || (length == 1 && *part == '.'))
        return;
    if (up && size && !(size == 2 && memcmp(clean->data + start, "..", 2) == 0)) {
        clean->length = start > 1 ? start - 1 : start;
        clean->data[clean->length] = '\0';
        return;
    }
    if (clean->length && clean->data[clean->length - 1] != '/')
        text_puts(clean, "/");
    text_add(clean, part, length);
}

/* Without ".", "..", "//" where the text alone allows it. */
static char *clean_path(const char *path)
{
    struct text clean = {0};
    text_puts(&clean, *path == '/' ? "/" : "");
    while (*path) {
        size_t length = strcspn(path, "/");
        add_component(&clean, path, length);
        path += length + (path[length] == '/');
    }
    return clean.data ? clean.data : xstrdup("");
}

/* The rest of `path` below `directory`, or NULL. */
static const char *below(const char *path, const char *directory)
{
    size_t length = strlen(directory);
    while (length && directory[length - 1] == '/')
        length--;
    if (!length || strncmp(path, directory, length) != 0 || path[length] != '/')
        return NULL;
    return path[length + 1] ? path + length + 1 : NULL;
}

char *source_path(const char *file, const char *directory, const char *base)
{
    bool joined = *file != '/' && directory && *directory == '/';
    autofree char *whole = joined ? xasprintf("%s/%s", directory, file) : xstrdup(file);
    autofree char *full = clean_path(whole);
    autofree char *from = clean_path(directory ? directory : "");
    const char *rest = base ? below(full, base) : NULL;
    if (!rest)
        rest = below(full, from);
    return xstrdup(rest ? rest : full);
}
