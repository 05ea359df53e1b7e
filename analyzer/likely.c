#include "likely.h"
#include <stdlib.h>
#include "nearness.h"
#include "util.h"

struct rank {
    uint64_t unit;
    int weight;
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

static int nearest(const struct tree *tree, uint32_t process, const char *const *paths)
{
    int best = 0;
    for (; *paths; paths++) {
        int near = nearness_inherited(tree, process, *paths);
        best = near > best ? near : best;
    }
    return best;
}

/* What nobody was seen to read comes last, but for addresses, which everybody has. */
static int weigh(const struct tree *tree, const struct unit *unit, const char *const *paths)
{
    int weight = weight_of_source(unit->source);
    bool everywhere = unit->id == unit_of_source(SOURCE_memory);
    if (everywhere || (!unit->event && unit->process == UINT32_MAX))
        return everywhere ? weight + NEARNESS_LIMIT : weight;
    return weight + 2 * nearest(tree, unit->process, paths) + (unit->event ? NEARNESS_LIMIT : 0);
}

static int by_weight(const void *a, const void *b)
{
    const struct rank *left = a, *right = b;
    if (left->weight != right->weight)
        return left->weight > right->weight ? -1 : 1;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

uint64_t *likely_order(const struct tree *tree, const struct units *units, const char *const *paths)
{
    autofree struct rank *ranks = xcalloc(units->count + 1, sizeof *ranks);
    uint64_t *order = xcalloc(units->count + 1, sizeof *order);
    for (size_t i = 0; i < units->count; i++)
        ranks[i] = (struct rank){units->items[i].id, weigh(tree, &units->items[i], paths)};
    qsort(ranks, units->count, sizeof *ranks, by_weight);
    for (size_t i = 0; i < units->count; i++)
        order[i] = ranks[i].unit;
    return order;
}
