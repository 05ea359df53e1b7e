#include <ctype.h>
#include <string.h>
#include "hash.h"
#include "scan.h"

#define LEAST_PIECE 4

static bool in_word(char byte)
{
    return byte && (isalnum((unsigned char)byte) || strchr("_./@-", byte));
}

static void report(struct scan *scan, size_t at, size_t end, const char *name)
{
    size_t length = end - at;
    scan_report(scan, (struct form){.kind = FORM_WORD,
                                    .value = (int64_t)hash_bytes(scan->bytes + at, length, 0),
                                    .offset = at,
                                    .length = length,
                                    .name = name,
                                    .weight = scan_weight(length)});
}

/* The parts of a word between separators, the word itself left out. */
static void report_pieces(struct scan *scan, size_t at, size_t end, const char *separators,
                          const char *name)
{
    for (size_t start = at, i = at; i <= end; i++) {
        if (i < end && !strchr(separators, scan->bytes[i]))
            continue;
        if (i - start >= LEAST_PIECE && i - start < end - at)
            report(scan, start, i, name);
        start = i + 1;
    }
}

void scan_words(struct scan *scan)
{
    for (size_t at = 0, end; at < scan->length && at <= scan->to && !scan->stopped; at = end + 1) {
        for (end = at; end < scan->length && in_word(scan->bytes[end]);)
            end++;
        if (end == at || !scan_touches(scan, at, end - at))
            continue;
        report(scan, at, end, "word");
        report_pieces(scan, at, end, "/", "part of a path");
        report_pieces(scan, at, end, "./-", "part of a word");
    }
}
