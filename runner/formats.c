#include "formats.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "options.h"
#include "safe_file.h"
#include "show.h"
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
    *wish = (struct wish){0};
    for (const struct format *format = formats; format->name; format++)
        if (strcmp(format->name, name) == 0)
            wish->format = format;
    if (!wish->format) {
        *sentence = unknown(name);
        return -EINVAL;
    }
    return file && strcmp(file, "=-") != 0 ? report_file_set(&wish->file, file + 1, sentence) : 0;
}

/* --- files --- */

/* Whether the file, or a new one in its place, could be written; a negative errno. */
static int check_writable(int directory, const char *name)
{
    struct stat status;
    if (fstatat(directory, name, &status, 0) == 0 && S_ISDIR(status.st_mode))
        return -EISDIR;
    if (faccessat(directory, name, W_OK, 0) == 0)
        return 0;
    return errno == ENOENT && faccessat(directory, ".", W_OK, 0) == 0 ? 0 : -errno;
}

int report_file_set(struct report_file *file, const char *path, char **sentence)
{
    const char *name = last_part(path);
    autofree char *above = name > path ? xstrndup(path, (size_t)(name - path)) : xstrdup(".");
    if (!*name) {
        *sentence = xasprintf("'%s' names no file", path);
        return -EINVAL;
    }
    int directory = open(above, O_PATH | O_DIRECTORY | O_CLOEXEC);
    int error = directory < 0 ? -errno : check_writable(directory, name);
    if (error) {
        *sentence = xasprintf("cannot write '%s': %s", path, strerror(-error));
        cleanup_close(&directory);
        return -EINVAL;
    }
    report_file_end(file);
    *file = (struct report_file){path, directory};
    return 0;
}

void report_file_end(struct report_file *file)
{
    if (file->path)
        close(file->directory);
    *file = (struct report_file){0};
}

/* --- writing --- */

static int say(int error, const char *path)
{
    if (error && path)
        fprintf(stderr, "paribus: cannot write '%s': %s\n", path, strerror(-error));
    else if (error)
        fprintf(stderr, "paribus: cannot write the report: %s\n", strerror(-error));
    return error;
}

/* A stream that failed knows only that it did; one more byte fails again, and says why. */
static int reason(FILE *to, int error)
{
    if (error != -EIO || !ferror(to))
        return error;
    clearerr(to);
    errno = 0;
    return (putc('\n', to) == EOF || fflush(to) != 0) && errno ? -errno : error;
}

static int write_stream(const struct format *format, FILE *to, format_writer write_report,
                        const void *context)
{
    errno = 0;
    int error = write_report(format, to, context);
    if (!error && (fflush(to) != 0 || ferror(to)))
        error = errno ? -errno : -EIO;
    return reason(to, error);
}

/* The report that is there stays until the new one is whole. */
static int write_file(const struct format *format, const struct report_file *file,
                      format_writer write_report, const void *context)
{
    autosafe struct safe_file safe;
    int error = safe_file_open(file->directory, last_part(file->path), 0666, &safe);
    if (!error)
        error = write_stream(format, safe.stream, write_report, context);
    return error ? error : safe_file_commit(&safe);
}

static int write_to(const struct format *format, const struct report_file *file,
                    format_writer write_report, const void *context)
{
    int error = file->path ? write_file(format, file, write_report, context)
                           : write_stream(format, stdout, write_report, context);
    return say(error, file->path);
}

/*
 * The last format without a file is the one on standard output, or in --report; without any it is
 * text, or nothing where the exit status is to say it all.
 */
int formats_write(const struct options *options, format_writer write_report, const void *context)
{
    const struct format *shown = &formats[0];
    bool silent = options->silent && !options->report.path;
    int error = 0;
    for (size_t i = 0; i < options->wish_count; i++) {
        const struct wish *wish = &options->wishes[i];
        int failed =
            wish->file.path ? write_to(wish->format, &wish->file, write_report, context) : 0;
        error = error ? error : failed;
        shown = wish->file.path ? shown : wish->format;
        silent &= wish->file.path != NULL;
    }
    if (silent)
        return error;
    int failed = write_to(shown, &options->report, write_report, context);
    return error ? error : failed;
}
