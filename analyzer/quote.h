/*
 * Text a program named or printed, on its way into a format where some characters mean something.
 * Everything goes through text_escape first: what is left is valid UTF-8 in one line without
 * anything invisible.
 */
#ifndef PARIBUS_QUOTE_H
#define PARIBUS_QUOTE_H

#include <stdio.h>

enum quoting {
    QUOTE_XML,             /* text and attribute values */
    QUOTE_GITHUB,          /* message of a workflow command */
    QUOTE_GITHUB_PROPERTY, /* value of one of its properties */
    QUOTE_MARKDOWN,        /* plain text that starts no line: nothing in it is markup */
    QUOTE_LABEL,           /* label value of OpenMetrics */
    QUOTE_SARIF,           /* plain text message: no placeholder, no embedded link */
};

void quote_put(FILE *to, enum quoting quoting, const char *text);
void quote_bytes(FILE *to, enum quoting quoting, const char *data, size_t length);

/* The same as a string; malloc'd. */
char *quote_text(enum quoting quoting, const char *text);

/* printf, the result quoted. */
void quote_printf(FILE *to, enum quoting quoting, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A path as a relative or file: URI reference, RFC 3986, any byte; malloc'd. */
char *quote_uri(const char *path);

#endif
