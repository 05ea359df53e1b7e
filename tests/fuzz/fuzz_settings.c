/* .paribus.json: every option that a file may give.  What it says is right or refused in one line.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "scratch_file.h"
#include "settings.h"
#include "util.h"

static const enum option_id all[] = {
#define OPTION(id, name, letter, argument, apply, help) OPTION_##id,
#include "options.def"
#undef OPTION
    OPTION_END};
static const struct command everything = {"record",         "CMD",    "Test", NULL,
                                          OPERANDS_COMMAND, MODE_PIN, all,    NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    autofree char *path = xstrdup(scratch_write(SETTINGS_FILE, data, size));
    char *argv[] = {"record", "--run-dir=run", "--config", path, "true", NULL};
    struct options options;
    autofree char *sentence = NULL;
    int error = options_parse(&everything, 5, argv, &options, &sentence);
    if (error && (!sentence || strchr(sentence, '\n')))
        abort();
    options_free(&options);
    return 0;
}
