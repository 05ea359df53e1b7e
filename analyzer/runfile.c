#include "runfile.h"
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "calls.h"
#include "util.h"

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
        const char *name =
            json_string_value(json_object_get(modes, source_name((enum source)source)));
        for (int mode = 0; name && mode < MODE_COUNT; mode++) {
            if (strcmp(name, mode_name((enum mode)mode)) == 0)
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
    if (!schema || strcmp(schema, RUNFILE_SCHEMA) != 0) {
        *what = root ? xasprintf("'%s' has another schema than " RUNFILE_SCHEMA, path)
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
