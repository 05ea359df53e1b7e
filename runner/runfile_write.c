#include "runfile_write.h"
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "failure.h"
#include "modes.h"
#include "runfile.h"
#include "safe_file.h"
#include "util.h"

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
    json_t *root = json_pack(
        "{s:s, s:s, s:o, s:o, s:i, s:f, s:I, s:i, s:i, s:o}", "schema", RUNFILE_SCHEMA, "purpose",
        purpose, "argv", argv, "cwd", text_json(cwd ? cwd : ""), "status", performed->status,
        "seconds", performed->launch.seconds, "started_ns", (json_int_t)performed->started,
        "granted", (int)performed->launch.granted, "left_behind",
        (int)performed->launch.left_behind, "modes", modes_json(setup->mode));
    int error = dump(root, path);
    json_decref(root);
    return error ? failure(what, error, "write", path) : 0;
}
