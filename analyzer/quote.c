#include "quote.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include "util.h"

#define ALNUM "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/* What becomes of the characters in `special`, one after the other. */
struct rule {
    const char *special;
    const char *const *instead;
};

static const char *const xml[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
static const char *const github[] = {"%25", "%3A", "%2C"};
static const char *const label[] = {"\\\\", "\\\""};
static const char *const sarif[] = {"{{", "}}", "\\[", "\\]", "\\\\"};
static const char *const markdown[] = {"&amp;",  "&lt;",  "&gt;",  "&#124;", "&#96;", "&#42;",
                                       "&#95;",  "&#91;", "&#93;", "&#92;",  "&#35;", "&#64;",
                                       "&#126;", "&#36;", "&#58;", "&#33;",  "&#40;", "&#41;"};

static const struct rule rules[] = {[QUOTE_XML] = {"&<>\"'", xml},
                                    [QUOTE_GITHUB] = {"%", github},
                                    [QUOTE_GITHUB_PROPERTY] = {"%:,", github},
                                    [QUOTE_MARKDOWN] = {"&<>|`*_[]\\#@~$:!()", markdown},
                                    [QUOTE_LABEL] = {"\\\"", label},
                                    [QUOTE_SARIF] = {"{}[]\\", sarif}};

/* "www." alone makes a link on GitHub. */
static int begins_link(const char *text)
{
    return strncasecmp(text, "www.", 4) == 0;
}

static void add_quoted(struct text *into, enum quoting quoting, const char *data, size_t length)
{
    const struct rule *rule = &rules[quoting];
    struct text safe = {0};
    text_escape(&safe, data, length);
    text_puts(into, "");
    for (const char *at = safe.data; *at; at++) {
        const char *special = strchr(rule->special, *at);
        if (special)
            text_puts(into, rule->instead[special - rule->special]);
        else if (quoting == QUOTE_MARKDOWN && begins_link(at))
            text_printf(into, "&#%d;", *at);
        else
            text_add(into, at, 1);
    }
    text_free(&safe);
}

char *quote_text(enum quoting quoting, const char *text)
{
    struct text into = {0};
    add_quoted(&into, quoting, text, strlen(text));
    return into.data;
}

void quote_bytes(FILE *to, enum quoting quoting, const char *data, size_t length)
{
    struct text into = {0};
    add_quoted(&into, quoting, data, length);
    fputs(into.data, to);
    text_free(&into);
}

void quote_put(FILE *to, enum quoting quoting, const char *text)
{
    quote_bytes(to, quoting, text, strlen(text));
}

void quote_printf(FILE *to, enum quoting quoting, const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return;
    quote_put(to, quoting, text);
    free(text);
}

char *quote_uri(const char *path)
{
    struct text uri = {0};
    text_puts(&uri, *path == '/' ? "file://" : "");
    for (; *path; path++) {
        if (strchr(ALNUM "-._~/", *path))
            text_add(&uri, path, 1);
        else
            text_printf(&uri, "%%%02X", (unsigned char)*path);
    }
    return uri.data;
}
