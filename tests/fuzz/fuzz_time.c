/* The grammar of --time, SOURCE_DATE_EPOCH and what they make together. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "timespec.h"
#include "util.h"

#define NOW 1700000000000000000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    autofree char *text = xasprintf("%.*s", (int)(size < 4096 ? size : 4096), (const char *)data);
    struct time_setting setting = {0};
    char *sentence = NULL;
    int error = time_parse(text, NOW, &setting, &sentence);
    if (error ? !sentence : setting.kind > CLOCK_RUN)
        abort();
    free(sentence);
    sentence = NULL;
    if (time_default(text, &setting, &sentence) != 0 && !sentence)
        abort();
    free(sentence);
    sentence = NULL;
    if (time_anchor(text, &setting, &sentence) != 0 && !sentence)
        abort();
    free(sentence);
    return 0;
}
