#include "likely.h"
#include <stdlib.h>
#include "nearness.h"
#include "util.h"

struct rank {
    uint64_t unit;
    int weight, near;
};

/* How often a source is the cause of what carries no value that could be recognised. */
static int weight_of_source(enum source source)
{
    static const unsigned char weight[SOURCE_COUNT] = {
        [SOURCE_time] = 9,     [SOURCE_random] = 9, [SOURCE_dirorder] = 8, [SOURCE_pid] = 6,
        [SOURCE_memory] = 6,   [SOURCE_stat] = 5,   [SOURCE_env] = 4,      [SOURCE_timezone] = 4,
        [SOURCE_locale] = 4,   [SOURCE_path] = 4,   [SOURCE_user] = 4,     [SOURCE_cpu] = 4,
        [SOURCE_tempname] = 4, [SOURCE_host] = 3,   [SOURCE_terminal] = 3, [SOURCE_limits] = 2,
        [SOURCE_umask] = 2,    [SOURCE_procfs] = 2, [SOURCE_net] = 2,      [SOURCE_rand] = 2,
    };
    return weight[source];
}

/* Addresses, which everybody has. */
static bool is_everywhere(const struct unit *unit)
{
    return unit->id == unit_of_source(SOURCE_memory);
}

/* What nobody was seen to read comes last. */
static int weigh(const struct unit *unit)
{
    int weight = weight_of_source(unit->source);
    return is_everywhere(unit) || unit->event ? weight + NEARNESS_LIMIT : weight;
}

/* How near the unit was read to what wrote the output. */
static int nearness_of(const struct tree *tree, const struct unit *unit, const char *path)
{
    if (is_everywhere(unit) || unit->process == UINT32_MAX)
        return 0;
    return nearness_inherited(tree, unit->process, path);
}

static int by_weight(const void *a, const void *b)
{
    const struct rank *left = a, *right = b;
    if (left->weight != right->weight)
        return left->weight > right->weight ? -1 : 1;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

static void approach(struct rank *ranks, const struct tree *tree, const struct units *units,
                     const char *path)
{
    for (size_t i = 0; i < units->count; i++) {
        int near = nearness_of(tree, &units->items[i], path);
        ranks[i].near = near > ranks[i].near ? near : ranks[i].near;
    }
}

uint64_t *likely_order(const struct tree *tree, const struct units *units, const char *const *paths)
{
    autofree struct rank *ranks = xcalloc(units->count + 1, sizeof *ranks);
    uint64_t *order = xcalloc(units->count + 1, sizeof *order);
    for (size_t i = 0; i < units->count; i++)
        ranks[i].unit = units->items[i].id;
    for (; *paths; paths++)
        approach(ranks, tree, units, *paths);
    for (size_t i = 0; i < units->count; i++)
        ranks[i].weight = weigh(&units->items[i]) + 2 * ranks[i].near;
    qsort(ranks, units->count, sizeof *ranks, by_weight);
    for (size_t i = 0; i < units->count; i++)
        order[i] = ranks[i].unit;
    return order;
}
