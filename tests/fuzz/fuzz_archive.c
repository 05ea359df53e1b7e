/*
 * Two outputs, archives or not, compared to their parts: the input, cut in two where its first two
 * bytes say, or against itself with one byte changed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "parts.h"
#include "util.h"

static void compare(struct bytes a, struct bytes b)
{
    struct outputs outputs = {.items = xcalloc(1, sizeof *outputs.items), .count = 1};
    outputs.items[0].path = xstrdup("output");
    parts_compare(&outputs.items[0], 16, a, b);
    outputs_free(&outputs);
}

static void compare_changed(struct bytes whole, size_t at)
{
    autofree char *changed = xcalloc(1, whole.size);
    memcpy(changed, whole.data, whole.size);
    changed[at] ^= 1;
    compare(whole, (struct bytes){changed, whole.size});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 3)
        return 0;
    struct bytes whole = {(const char *)data + 2, size - 2};
    size_t cut = (data[0] | (size_t)data[1] << 8) % whole.size;
    compare_changed(whole, cut);
    struct bytes a = bytes_part(whole, 0, cut), b = bytes_part(whole, cut, whole.size - cut);
    if (!bytes_equal(a, b))
        compare(a, b);
    return 0;
}
