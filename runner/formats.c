#include "formats.h"

#include <errno.h>
#include <string.h>
#include "options.h"
#include "suggest.h"
#include "util.h"

const struct format formats[] = {
#define FORMAT(name, report, show, what) {#name, what, report, show},
#include "formats.def"
#undef FORMAT
    {NULL, NULL, NULL, NULL}};

static const char *const names[] = {
#define FORMAT(name, report, show, what) #name,
#include "formats.def"
#undef FORMAT
    NULL};

static char *unknown(const char *name)
{
    struct text list = {0};
    const char *near = suggest(name, names);
    if (*name && near)
        return xasprintf("unknown format '%s', did you mean '%s'?", name, near);
    for (size_t i = 0; names[i]; i++)
        text_printf(&list, "%s%s", i ? ", " : "", names[i]);
    char *sentence = xasprintf("'%s' is none of %s", name, list.data);
    text_free(&list);
    return sentence;
}

int format_parse(const char *text, struct wish *wish, char **sentence)
{
    const char *file = strchr(text, '=');
    autofree char *name = xstrndup(text, strcspn(text, "="));
    for (const struct format *format = formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            *wish = (struct wish){format, file && strcmp(file, "=-") != 0 ? file + 1 : NULL};
    if (!wish->format)
        *sentence = unknown(name);
    else if (wish->file && !*wish->file)
        *sentence = xasprintf("'%s' names no file", text);
    return *sentence ? -EINVAL : 0;
}

static int say(int error, const char *file)
{
    if (error && file)
        fprintf(stderr, "paribus: cannot write '%s': %s\n", file, strerror(-error));
    else if (error)
        fprintf(stderr, "paribus: cannot write the report: %s\n", strerror(-error));
    return error;
}

static int write_to(const struct format *format, const char *file, format_writer write,
                    const void *context)
{
    autofile FILE *opened = file ? fopen(file, "we") : NULL;
    FILE *to = file ? opened : stdout;
    if (!to)
        return say(-errno, file);
    errno = 0;
    int error = write(format, to, context);
    if (!error && (fflush(to) != 0 || ferror(to)))
        error = errno ? -errno : -EIO;
    return say(error, file);
}

/* The last format without a file is the one on standard output, or in --report. */
int formats_write(const struct options *options, format_writer write, const void *context)
{
    const struct format *shown = &formats[0];
    int error = 0;
    for (size_t i = 0; i < options->wish_count; i++) {
        const struct wish *wish = &options->wishes[i];
        int failed = wish->file ? write_to(wish->format, wish->file, write, context) : 0;
        error = error ? error : failed;
        shown = wish->file ? shown : wish->format;
    }
    int failed = write_to(shown, options->report, write, context);
    return error ? error : failed;
}
