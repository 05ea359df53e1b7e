#include "runfile.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "failure.h"
#include "modes.h"
#include "safe_file.h"
#include "util.h"

#define SCHEMA "paribus.run/1"

/* JSON holds text only: bytes that are no UTF-8 are escaped. */
static json_t *text_json(const char *text)
{
    struct text escaped = {0};
    json_t *string = json_string(text);
    if (string)
        return string;
    text_escape(&escaped, text, strlen(text));
    string = json_string(escaped.data);
    text_free(&escaped);
    return string;
}

static json_t *modes_json(const uint8_t *mode)
{
    json_t *modes = json_object();
    for (int source = 0; source < SOURCE_COUNT; source++)
        json_object_set_new(modes, source_names[source], json_string(mode_names[mode[source]]));
    return modes;
}

static int dump(const json_t *root, const char *path)
{
    autosafe struct safe_file file;
    int error = safe_file_open(AT_FDCWD, path, 0600, &file);
    if (!error &&
        (json_dumpf(root, file.stream, JSON_INDENT(2)) != 0 || fputc('\n', file.stream) == EOF))
        error = errno ? -errno : -EIO;
    return error ? error : safe_file_commit(&file);
}

int runfile_write(const char *directory, const char *purpose, const struct options *options,
                  const struct rundir_setup *setup, const struct performed *performed, char **what)
{
    autofree char *path = xasprintf("%s/run.json", directory);
    autofree char *cwd = getcwd(NULL, 0);
    json_t *argv = json_array();
    for (char **word = options->argv; *word; word++)
        json_array_append_new(argv, text_json(*word));
    json_t *root = json_pack("{s:s, s:s, s:o, s:o, s:i, s:f, s:I, s:i, s:i, s:o}", "schema", SCHEMA,
                             "purpose", purpose, "argv", argv, "cwd", text_json(cwd ? cwd : ""),
                             "status", performed->status, "seconds", performed->launch.seconds,
                             "started_ns", (json_int_t)performed->started, "granted",
                             (int)performed->launch.granted, "left_behind",
                             (int)performed->launch.left_behind, "modes", modes_json(setup->mode));
    int error = dump(root, path);
    json_decref(root);
    return error ? failure(what, error, "write", path) : 0;
}

static void read_argv(struct runfile *runfile, const json_t *argv)
{
    size_t count = 0, i;
    json_t *word;
    json_array_foreach (argv, i, word) {
        const char *text = json_string_value(word);
        *array_push(runfile->argv, count) = xstrdup(text ? text : "");
    }
    *array_push(runfile->argv, count) = NULL;
}

static void read_modes(struct runfile *runfile, const json_t *modes)
{
    for (int source = 0; source < SOURCE_COUNT; source++) {
        const char *name = json_string_value(json_object_get(modes, source_names[source]));
        for (int mode = 0; name && mode < MODE_COUNT; mode++) {
            if (strcmp(name, mode_names[mode]) == 0)
                runfile->mode[source] = (uint8_t)mode;
        }
    }
}

int runfile_read(const char *directory, struct runfile *runfile, char **what)
{
    autofree char *path = xasprintf("%s/run.json", directory);
    json_error_t fault;
    json_t *root = json_load_file(path, 0, &fault);
    *runfile = (struct runfile){0};
    const char *schema = json_string_value(json_object_get(root, "schema"));
    if (!schema || strcmp(schema, SCHEMA) != 0) {
        *what = root ? xasprintf("'%s' has another schema than " SCHEMA, path)
                     : xasprintf("cannot read '%s': %s", path, fault.text);
        json_decref(root);
        return -EINVAL;
    }
    const char *cwd = json_string_value(json_object_get(root, "cwd"));
    runfile->cwd = xstrdup(cwd ? cwd : "");
    const char *purpose = json_string_value(json_object_get(root, "purpose"));
    runfile->purpose = xstrdup(purpose ? purpose : "");
    runfile->started = json_integer_value(json_object_get(root, "started_ns"));
    runfile->status = (int)json_integer_value(json_object_get(root, "status"));
    runfile->seconds = json_number_value(json_object_get(root, "seconds"));
    runfile->granted = (unsigned)json_integer_value(json_object_get(root, "granted"));
    runfile->left_behind = (unsigned)json_integer_value(json_object_get(root, "left_behind"));
    read_argv(runfile, json_object_get(root, "argv"));
    read_modes(runfile, json_object_get(root, "modes"));
    json_decref(root);
    return 0;
}

void runfile_free(struct runfile *runfile)
{
    for (char **word = runfile->argv; word && *word; word++)
        free(*word);
    free(runfile->argv);
    free(runfile->cwd);
    free(runfile->purpose);
    *runfile = (struct runfile){0};
}
