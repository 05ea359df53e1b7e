#include "wanted.h"
#include <ctype.h>
#include <string.h>
#include "hash.h"

/* Cheap: it is asked for every value of a run. */
static uint64_t value_hash(uint32_t kind, int64_t value)
{
    uint64_t hash = ((uint64_t)value + kind) * 0x9e3779b97f4a7c15ULL;
    hash ^= hash >> 32;
    return hash * (2 * kind + 0xff51afd7ed558ccdULL);
}

uint32_t wanted_kind(enum form_kind kind, int64_t grain)
{
    if (kind != FORM_NANOSECONDS || grain == 1)
        return kind;
    return grain == 1000 ? 100 : grain == 1000000 ? 101 : 102;
}

int64_t wanted_number(const struct form *form)
{
    return form->kind == FORM_NANOSECONDS ? form->value / form->grain : form->value;
}

bool wanted_has(const struct wanted *wanted, uint32_t kind, int64_t value)
{
    return hashes_have(&wanted->values, value_hash(kind, value));
}

static int add_form(const struct form *form, void *context)
{
    struct wanted *wanted = context;
    hashes_add(&wanted->values,
               value_hash(wanted_kind(form->kind, form->grain), wanted_number(form)));
    return 0;
}

/* Every beginning of every part of it that does not stop within a word. */
static void add_names(struct wanted *wanted, const char *path)
{
    for (const char *start = path; *start; start++) {
        if (start != path && start[-1] != '/')
            continue;
        for (size_t length = 1; start[length - 1] && start[length - 1] != '/'; length++) {
            if (!isalnum((unsigned char)start[length]))
                hashes_add(&wanted->names, hash_bytes(start, length, 0));
        }
    }
}

bool wanted_file(const struct wanted *wanted, const char *path, size_t length)
{
    const char *slash = memrchr(path, '/', length);
    const char *name = slash ? slash + 1 : path;
    size_t size = length - (size_t)(name - path);
    return size && hashes_have(&wanted->names, hash_bytes(name, size, 0));
}

static void add_region(struct wanted *wanted, const struct divergence *region)
{
    size_t from = region->b_lead, to = region->b_length;
    if (from + region->length_b < to)
        to = from + region->length_b;
    forms_scan(region->b, region->b_length, from, to, add_form, wanted);
    if (region->member)
        add_names(wanted, region->member);
    wanted->any = true;
}

void wanted_collect(const struct outputs *outputs, struct wanted *wanted)
{
    *wanted = (struct wanted){0};
    for (size_t o = 0; o < outputs->count; o++) {
        const struct output *output = &outputs->items[o];
        for (size_t d = 0; d < output->divergence_count; d++)
            add_region(wanted, &output->divergences[d]);
        if (output->divergence_count)
            add_names(wanted, output_path_in_b(output));
    }
}

void wanted_free(struct wanted *wanted)
{
    hashes_free(&wanted->values);
    hashes_free(&wanted->names);
}
