#include "page.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include "util.h"

#define MORE "\xe2\x80\xa6" /* … */

static const char *const codes[] = {
    [PAINT_PLAIN] = "\033[0m", [PAINT_HEAD] = "\033[1m", [PAINT_LABEL] = "\033[36m",
    [PAINT_A] = "\033[31m",    [PAINT_B] = "\033[32m",   [PAINT_GOOD] = "\033[1;32m",
    [PAINT_BAD] = "\033[1;31m"};

void page_paint(const struct page *page, enum paint paint)
{
    if (page->style->colour)
        fputs(codes[paint], page->to);
}

void page_put(const struct page *page, enum paint paint, const char *text)
{
    page_paint(page, paint);
    fputs(text, page->to);
    page_paint(page, PAINT_PLAIN);
}

/* Bytes of the character or escape sequence at `text`: "\x1b" is not to be cut in two. */
static size_t unit_length(const char *text)
{
    size_t length = 1;
    if (text[0] == '\\' && text[1] == 'x' && text[2] && text[3])
        return 4;
    if (text[0] == '\\' && text[1])
        return 2;
    while (((unsigned char)text[0] & 0xc0) == 0xc0 && ((unsigned char)text[length] & 0xc0) == 0x80)
        length++;
    return length;
}

static unsigned unit_columns(const char *text)
{
    return (unsigned char)*text < 0x80 ? (unsigned)unit_length(text) : 1;
}

unsigned page_columns(const char *text)
{
    unsigned columns = 0;
    for (; *text; text += unit_length(text))
        columns += unit_columns(text);
    return columns;
}

char *page_cut_end(const char *text, unsigned room)
{
    unsigned used = 0;
    const char *end = text;
    if (page_columns(text) <= room)
        return xstrdup(text);
    for (; used + unit_columns(end) < room; end += unit_length(end))
        used += unit_columns(end);
    return xasprintf("%.*s%s", (int)(end - text), text, room ? MORE : "");
}

char *page_cut_start(const char *text, unsigned room)
{
    unsigned columns = page_columns(text);
    if (columns <= room)
        return xstrdup(text);
    for (; *text && columns >= room; text += unit_length(text))
        columns -= unit_columns(text);
    return xasprintf("%s%s", room ? MORE : "", text);
}

static void put_label(const struct page *page, unsigned indent, const char *label)
{
    fprintf(page->to, "%*s", (int)indent, "");
    if (label) {
        page_put(page, PAINT_LABEL, label);
        fputs(": ", page->to);
    }
}

void page_verbatim(const struct page *page, unsigned indent, const char *label, const char *text)
{
    struct text safe = {0};
    text_escape(&safe, text, strlen(text));
    put_label(page, indent, label);
    fprintf(page->to, "%s\n", safe.data ? safe.data : "");
    text_free(&safe);
}

/* https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda */
static void put_word(const struct page *page, const char *word)
{
    size_t length = page->link ? strlen(page->link) : 0;
    bool linked = page->link && page->url && strncmp(word, page->link, length) == 0 &&
                  strspn(word + length, ",;)") == strlen(word + length);
    if (linked)
        fprintf(page->to, "\033]8;;%s\033\\%s\033]8;;\033\\%s", page->url, page->link,
                word + length);
    else
        fputs(word, page->to);
}

/* Bytes that mean nothing in a URL stand for themselves, RFC 3986. */
static void add_encoded(struct text *url, const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789-._~/";
    for (; *path; path++)
        text_printf(url, strchr(plain, *path) ? "%c" : "%%%02X", (unsigned char)*path);
}

char *page_url(const struct page *page, const char *base, const char *file)
{
    struct text url = {0};
    autofree char *below =
        file && *file != '/' && base ? xasprintf("%s/%s", base, file) : xstrdup(file ? file : "");
    autofree char *path = page->style->links && *below == '/' ? realpath(below, NULL) : NULL;
    if (!path)
        return NULL;
    text_puts(&url, "file://");
    add_encoded(&url, page->style->links);
    add_encoded(&url, path);
    return url.data;
}

/* Prints words from `text`, beginning a new line where one does not fit. */
static void put_words(const struct page *page, unsigned indent, unsigned column, const char *text)
{
    bool first = true;
    while (*text) {
        size_t length = strcspn(text, " ");
        autofree char *word = xstrndup(text, length);
        unsigned columns = page_columns(word);
        if (!first && page->style->width && column + 1 + columns > page->style->width) {
            fprintf(page->to, "\n%*s", (int)indent, "");
            column = indent + columns;
        } else {
            fputs(first ? "" : " ", page->to);
            column += columns + !first;
        }
        put_word(page, word);
        first = false;
        text += length + (text[length] == ' ');
    }
    fputc('\n', page->to);
}

void page_line(const struct page *page, unsigned indent, const char *label, const char *text)
{
    struct text safe = {0};
    text_escape(&safe, text, strlen(text));
    put_label(page, indent, label);
    put_words(page, indent + 2, indent + (label ? page_columns(label) + 2 : 0),
              safe.data ? safe.data : "");
    text_free(&safe);
}
