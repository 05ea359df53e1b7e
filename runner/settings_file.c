/* .paribus.json: one object, its keys the names of options; see settings.h, paribus.json(5). */
#include <errno.h>
#include <jansson.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "settings.h"
#include "suggest.h"
#include "util.h"

#define COMMAND "command"

struct reader {
    const struct command *command;
    struct options *options;
    const char *path;
    char **sentence;
    bool unasked; /* it lies where we are, and may have come with the tree */
};

/* Options whose values are pairs: an object's members are joined to what the command line takes. */
static const struct {
    enum option_id id;
    const char *between;
} pairs[] = {{OPTION_ENV, "="}, {OPTION_IGNORE, " # "}};

static int refuse(const struct reader *reader, const char *key, const char *why)
{
    *reader->sentence = xasprintf("%s: %s: %s", reader->path, key, why);
    return -EINVAL;
}

/* --- what a tree may decide for whoever works in it: nothing outside of it --- */

/* Whether something written to `path` would come to lie below the working directory. */
static bool lies_here(const char *path)
{
    struct stat stat;
    autofree char *here = realpath(".", NULL);
    autofree char *copy = xstrdup(path);
    autofree char *parent = realpath(dirname(copy), NULL);
    size_t length = here ? strlen(here) : 0;
    bool below = parent && here && strncmp(parent, here, length) == 0 &&
                 (parent[length] == '/' || parent[length] == '\0');
    return below && strcmp(path, "..") != 0 && (lstat(path, &stat) != 0 || !S_ISLNK(stat.st_mode));
}

/* The path an option would have us write to; NULL: none. */
static const char *written_by(enum option_id id, const char *text)
{
    const char *file = id == OPTION_FORMAT ? strchr(text, '=') : NULL;
    if (id == OPTION_RUN_DIR || id == OPTION_REPORT)
        return text;
    return file ? file + 1 : NULL;
}

static bool oversteps(const struct reader *reader, enum option_id id, const char *text)
{
    const char *path = reader->unasked && text ? written_by(id, text) : NULL;
    return path && !lies_here(path);
}

/* --- one value --- */

/* A text or number as the command line would have it; NULL: neither.  malloc'd */
static char *text_of(const json_t *value)
{
    if (json_is_string(value))
        return xstrdup(json_string_value(value));
    if (json_is_integer(value))
        return xasprintf("%lld", (long long)json_integer_value(value));
    return json_is_real(value) ? xasprintf("%.17g", json_real_value(value)) : NULL;
}

static int apply_text(const struct reader *reader, enum option_id id, const char *text)
{
    autofree char *why = NULL;
    if (oversteps(reader, id, text))
        return refuse(
            reader, option_rows[id].name,
            "a file found here may not have anything written elsewhere; --config " SETTINGS_FILE
            " takes it all the same");
    const char *value = text ? options_own(reader->options, text) : NULL;
    int error = option_apply(reader->options, id, ORIGIN_FILE, value, &why);
    return error ? refuse(reader, option_rows[id].name, why) : 0;
}

static int apply_switch(const struct reader *reader, enum option_id id, const json_t *value)
{
    if (!json_is_boolean(value))
        return refuse(reader, option_rows[id].name, "true or false expected");
    return apply_text(reader, id, json_is_true(value) ? "yes" : "no");
}

static int apply_one(const struct reader *reader, enum option_id id, const json_t *value)
{
    autofree char *text = text_of(value);
    if (!text)
        return refuse(reader, option_rows[id].name, "a text or a number expected");
    return apply_text(reader, id, text);
}

static int apply_pairs(const struct reader *reader, enum option_id id, json_t *value)
{
    const char *between = NULL, *name;
    json_t *item;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].id == id)
            between = pairs[i].between;
    if (!between)
        return refuse(reader, option_rows[id].name, "no object expected");
    json_object_foreach (value, name, item) {
        autofree char *text = text_of(item);
        autofree char *pair = text ? xasprintf("%s%s%s", name, between, text) : NULL;
        int error = pair ? apply_text(reader, id, pair)
                         : refuse(reader, option_rows[id].name, "a text or a number expected");
        if (error)
            return error;
    }
    return 0;
}

static bool is_list(const struct option_row *row)
{
    return option_repeats(row) || strstr(row->argument, ",...");
}

static int apply_setting(const struct reader *reader, enum option_id id, json_t *value)
{
    const struct option_row *row = &option_rows[id];
    json_t *item;
    size_t i;
    int error = 0;
    if (!row->argument)
        return apply_switch(reader, id, value);
    if (json_is_object(value))
        return apply_pairs(reader, id, value);
    if (!json_is_array(value))
        return apply_one(reader, id, value);
    if (!is_list(row))
        return refuse(reader, row->name, "one value expected, no list");
    json_array_foreach (value, i, item)
        error = error ? error : apply_one(reader, id, item);
    return error;
}

/* --- the command --- */

/* A text is for the shell, a list is a program and its arguments. */
static int take_command(const struct reader *reader, const json_t *value)
{
    struct options *options = reader->options;
    size_t count = 0, i;
    json_t *word;
    if (json_is_string(value)) {
        const char *const words[] = {"sh", "-c", json_string_value(value), NULL};
        for (i = 0; words[i]; i++)
            *array_push(options->command, count) = (char *)options_own(options, words[i]);
    } else if (!json_is_array(value) || json_array_size(value) == 0)
        return refuse(reader, COMMAND, "a text or a list of texts expected");
    json_array_foreach (value, i, word) {
        if (!json_is_string(word))
            return refuse(reader, COMMAND, "a text or a list of texts expected");
        *array_push(options->command, count) =
            (char *)options_own(options, json_string_value(word));
    }
    *array_push(options->command, count) = NULL;
    return 0;
}

/* --- the file --- */

static int unknown_key(const struct reader *reader, const char *key)
{
    const char *names[OPTION_COUNT + 2] = {COMMAND};
    for (int id = OPTION_END + 1; id < OPTION_COUNT; id++)
        names[id] = option_rows[id].name;
    const char *near = suggest(key, names);
    *reader->sentence =
        near ? xasprintf("%s: unknown key '%s', did you mean '%s'?", reader->path, key, near)
             : xasprintf("%s: unknown key '%s'", reader->path, key);
    return -EINVAL;
}

static int take_member(const struct reader *reader, const char *key, json_t *value)
{
    if (strcmp(key, COMMAND) == 0)
        return take_command(reader, value);
    for (int id = OPTION_END + 1; id < OPTION_COUNT; id++) {
        if (strcmp(option_rows[id].name, key) != 0)
            continue;
        if (option_is_for_the_line((enum option_id)id))
            return refuse(reader, key, "makes sense on the command line only");
        return command_takes(reader->command, (enum option_id)id)
                   ? apply_setting(reader, (enum option_id)id, value)
                   : 0;
    }
    return unknown_key(reader, key);
}

/* Keys and values are others': none of them reaches a terminal as it is. */
static void escape_sentence(char **sentence)
{
    struct text escaped = {0};
    text_escape(&escaped, *sentence, strlen(*sentence));
    free(*sentence);
    *sentence = escaped.data;
}

static int read_file(const struct command *command, const char *path, struct options *options,
                     char **sentence)
{
    bool unasked = !options->config && strcmp(path, SETTINGS_FILE) == 0;
    struct reader reader = {command, options, path, sentence, unasked};
    json_error_t wrong;
    const char *key;
    json_t *value;
    int error = 0;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &wrong);
    if (!root) {
        *sentence = wrong.line > 0 ? xasprintf("%s, line %d: %s", path, wrong.line, wrong.text)
                                   : xasprintf("%s: %s", path, wrong.text);
        return -EINVAL;
    }
    if (!json_is_object(root)) {
        *sentence = xasprintf("%s: one object expected: {\"command\": ...}", path);
        error = -EINVAL;
    }
    json_object_foreach (root, key, value)
        error = error ? error : take_member(&reader, key, value);
    json_decref(root);
    return error;
}

int settings_file(const struct command *command, const char *path, struct options *options,
                  char **sentence)
{
    int error = read_file(command, path, options, sentence);
    if (error)
        escape_sentence(sentence);
    return error;
}
