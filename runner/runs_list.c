#include "runs_list.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "util.h"

char *runs_size(uint64_t bytes)
{
    static const char units[] = "BKMGT";
    double size = (double)bytes;
    size_t unit = 0;
    while (size >= 1024 && units[unit + 1]) {
        size /= 1024;
        unit++;
    }
    return xasprintf(unit && size < 10 ? "%.1f%c" : "%.0f%c", size, units[unit]);
}

/* Local time, to the minute: who looks for a run knows when it was. */
static char *when(int64_t started)
{
    char text[32] = "";
    time_t seconds = (time_t)(started / 1000000000);
    struct tm local;
    if (localtime_r(&seconds, &local))
        strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local);
    return xstrdup(text);
}

/* As it was typed, more or less, on one line. */
static char *command_of(const struct kept *run)
{
    struct text text = {0};
    text_puts(&text, "");
    for (char **word = run->file.argv; word && *word; word++) {
        if (word != run->file.argv)
            text_puts(&text, " ");
        text_escape(&text, *word, strlen(*word));
    }
    return text.data;
}

/* "before,pinned"; malloc'd. */
static char *marks_of(const struct kept *run)
{
    struct text text = {0};
    text_puts(&text, "");
    for (size_t i = 0; i < run->tag_count; i++)
        text_printf(&text, "%s%s", i ? "," : "", run->tags[i]);
    if (run->pinned)
        text_printf(&text, "%s(pinned)", run->tag_count ? " " : "");
    return text.data;
}

static int width_of_marks(const struct kept_runs *runs)
{
    size_t width = strlen("TAGS");
    for (size_t i = 0; i < runs->count; i++) {
        autofree char *marks = marks_of(&runs->items[i]);
        width = strlen(marks) > width ? strlen(marks) : width;
    }
    return width < 40 ? (int)width : 40;
}

void runs_list_text(const struct kept_runs *runs, FILE *to)
{
    int width = width_of_marks(runs);
    if (runs->count == 0) {
        fputs("no run is kept\n", to);
        return;
    }
    fprintf(to, "%-8s  %-16s  %-12s  %6s  %8s  %-*s  %s\n", "RUN", "WHEN", "FOR", "STATUS",
            "SECONDS", width, "TAGS", "COMMAND");
    for (size_t i = 0; i < runs->count; i++) {
        const struct kept *run = &runs->items[i];
        autofree char *at = when(run->file.started);
        autofree char *marks = marks_of(run);
        autofree char *command = command_of(run);
        fprintf(to, "%-8s  %-16s  %-12s  %6d  %8.2f  %-*s  %s\n", run->id, at, run->file.purpose,
                run->file.status, run->file.seconds, width, marks, command);
    }
}

/* --- one --- */

static char *sums_of(const struct kept *run)
{
    autofree char *path = xasprintf("%s/sums", run->path);
    char *text = NULL;
    size_t length;
    return read_whole_file(path, &text, &length) == 0 ? text : xstrdup("");
}

/* The next "SHA-256  name" of *text, which moves on; false: there is none. */
static bool next_sum(char **text, char **sha, char **name)
{
    char *end = strchr(*text, '\n');
    char *between = end ? strstr(*text, "  ") : NULL;
    if (!between || between > end)
        return false;
    *end = *between = '\0';
    *sha = **text == '\\' ? *text + 1 : *text;
    *name = between + 2;
    *text = end + 1;
    return true;
}

void runs_show_text(const struct kept *run, FILE *to)
{
    autofree char *at = when(run->file.started), *marks = marks_of(run);
    autofree char *command = command_of(run), *size = runs_size(run->bytes);
    autofree char *sums = sums_of(run);
    char *rest = sums, *sha, *name;
    struct text cwd = {0};
    text_puts(&cwd, "");
    text_escape(&cwd, run->file.cwd, strlen(run->file.cwd));
    fprintf(to,
            "run      %s\nkept in  %s\ncommand  %s\nin       %s\nfor      %s\nwhen     %s, "
            "%.2f seconds\nstatus   %d\n",
            run->id, run->path, command, cwd.data, run->file.purpose, at, run->file.seconds,
            run->file.status);
    fprintf(to, "size     %s beside its outputs\n", size);
    if (*marks)
        fprintf(to, "tags     %s\n", marks);
    fputs("left\n", to);
    while (next_sum(&rest, &sha, &name))
        fprintf(to, "  %s  %s\n", sha, name);
    text_free(&cwd);
}

/* --- JSON --- */

/* JSON holds text only: bytes that are no UTF-8 are escaped. */
static json_t *text_json(const char *bytes)
{
    struct text escaped = {0};
    json_t *string = json_string(bytes);
    if (string)
        return string;
    text_escape(&escaped, bytes, strlen(bytes));
    string = json_string(escaped.data);
    text_free(&escaped);
    return string;
}

static json_t *sums_json(const struct kept *run)
{
    autofree char *sums = sums_of(run);
    char *rest = sums, *sha, *name;
    json_t *object = json_object();
    while (next_sum(&rest, &sha, &name))
        json_object_set_new(object, name, json_string(sha));
    return object;
}

static json_t *words_json(char *const *words, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; words && i < count && words[i]; i++)
        json_array_append_new(list, text_json(words[i]));
    return list;
}

static json_t *run_json(const struct kept *run)
{
    return json_pack("{s:s, s:s, s:o, s:o, s:s, s:I, s:f, s:i, s:I, s:o, s:b, s:o}", "id", run->id,
                     "path", run->path, "command", words_json(run->file.argv, SIZE_MAX), "cwd",
                     text_json(run->file.cwd), "purpose", run->file.purpose, "started_ns",
                     (json_int_t)run->file.started, "seconds", run->file.seconds, "status",
                     run->file.status, "bytes", (json_int_t)run->bytes, "tags",
                     words_json(run->tags, run->tag_count), "pinned", (int)run->pinned, "outputs",
                     sums_json(run));
}

void runs_list_json(const struct kept *runs, size_t count, FILE *to)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, run_json(&runs[i]));
    json_t *root = json_pack("{s:s, s:o}", "schema", "paribus.runs/1", "runs", list);
    json_dumpf(root, to, JSON_INDENT(2));
    putc('\n', to);
    json_decref(root);
}
