/* The report as one HTML page: a fixed page around the data. */
#include "report.h"

#include <errno.h>
#include <stdlib.h>
#include "html_data.h"
#include "html_page.h"
#include "util.h"

/*
 * JSON within a script element: with these three written as \u00xx nothing in it can end the
 * element, begin a comment or be a reference.  They stand in strings only.  What is not ASCII is
 * escaped by jansson.
 */
static int put_json(const char *data, size_t size, void *context)
{
    FILE *to = context;
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '<' || data[i] == '>' || data[i] == '&')
            fprintf(to, "\\u%04x", (unsigned)data[i]);
        else
            fputc(data[i], to);
    }
    return ferror(to) ? -1 : 0;
}

int report_html(const struct report *report, const struct report_style *style, FILE *to)
{
    struct outputs none = {0};
    struct report shown = *report;
    (void)style;
    if (!shown.outputs)
        shown.outputs = &none;
    json_t *data = html_data(&shown);
    fwrite(html_page_before, 1, html_page_before_size, to);
    int failed = json_dump_callback(data, put_json, to,
                                    JSON_COMPACT | JSON_ENSURE_ASCII | JSON_PRESERVE_ORDER);
    fwrite(html_page_after, 1, html_page_after_size, to);
    json_decref(data);
    return failed || ferror(to) ? -EIO : 0;
}
