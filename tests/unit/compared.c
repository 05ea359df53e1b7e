#include "compared.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "scratch.h"
#include "util.h"

int try_compare(void **state, const char *b, const char *const *only, struct outputs *outputs,
                char **what)
{
    struct outputs_options options = {
        .only = only, .include_streams = true, .renames = true, .all_new = only != NULL};
    autofree char *left_a = scratch_path(state, "a");
    autofree char *left_b = scratch_path(state, b);
    return outputs_compare(left_a, left_b, &options, outputs, what);
}

struct outputs compare(void **state, const char *const *only)
{
    struct outputs outputs;
    autofree char *what = NULL;
    assert_int_equal(try_compare(state, "b", only, &outputs, &what), 0);
    return outputs;
}

const struct output *output_at(const struct outputs *outputs, const char *path)
{
    for (size_t i = 0; i < outputs->count; i++) {
        if (strcmp(outputs->items[i].path, path) == 0)
            return &outputs->items[i];
    }
    return NULL;
}
