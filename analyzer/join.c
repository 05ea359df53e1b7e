#include "join.h"
#include <stdlib.h>
#include "events.h"
#include "util.h"

#define MOST_WAITING (1u << 18) /* events of one side */
#define NONE         UINT32_MAX

struct waiting {
    struct event event;
    uint32_t next;
};

/* What waits at one spot, oldest first: indices into the side's pool. */
struct queue {
    uint32_t first, last;
};

struct side {
    const struct tree *tree;
    struct stream stream;
    const uint32_t *partner; /* per spot: the same one of the other side, NONE */
    struct queue *queues;    /* per spot */
    struct waiting *pool;
    uint32_t pool_count, unused; /* a list through `next` */
    uint32_t waits;
    uint64_t only;
    bool is_b;
};

struct joiner {
    struct side a, b;
    struct join *join;
    join_seen *seen;
    void *context;
};

/* --- waiting --- */

static bool put(struct side *side, const struct event *event)
{
    uint32_t at = side->unused;
    if (side->waits >= MOST_WAITING)
        return false;
    if (at == NONE) {
        at = side->pool_count;
        array_push(side->pool, side->pool_count);
    } else {
        side->unused = side->pool[at].next;
    }
    side->pool[at] = (struct waiting){*event, NONE};
    struct queue *queue = &side->queues[event->spot];
    if (queue->first == NONE)
        queue->first = at;
    else
        side->pool[queue->last].next = at;
    queue->last = at;
    side->waits++;
    return true;
}

/* The nth event of a spot, no longer waiting; NULL: there was no room for it. */
static const struct event *take(struct side *side, uint32_t spot, uint32_t nth)
{
    uint32_t at = side->queues[spot].first;
    if (at == NONE || side->pool[at].event.nth != nth)
        return NULL;
    side->queues[spot].first = side->pool[at].next;
    side->pool[at].next = side->unused;
    side->unused = at;
    side->waits--;
    return &side->pool[at].event;
}

/* --- settling --- */

static void settle(struct joiner *joiner, const struct event *b, bool differs)
{
    struct freed *freed = &joiner->join->differs[b->spot];
    if (joiner->seen)
        joiner->seen(b, differs, joiner->context);
    if (!differs)
        return;
    if (freed->count++ == 0 || b->order < freed->first->order)
        freed->first = events_hold(joiner->b.tree, b);
}

static void settle_pair(struct joiner *joiner, const struct event *a, const struct event *b)
{
    bool differs = a->value != b->value || a->error != b->error;
    joiner->join->both++;
    joiner->join->changed += differs;
    settle(joiner, b, differs);
}

/* Both runs have it, but the other one's was not kept. */
static void settle_unpaired(struct joiner *joiner, const struct side *side,
                            const struct event *event)
{
    joiner->join->both += side->is_b;
    joiner->join->unpaired += side->is_b;
    if (side->is_b)
        settle(joiner, event, true);
}

static void settle_only(struct joiner *joiner, struct side *side, const struct event *event)
{
    side->only++;
    if (side->is_b)
        settle(joiner, event, true);
}

/* Reads one event of `side`; false: its lane is at the end. */
static bool step(struct joiner *joiner, struct side *side, struct side *other)
{
    struct event event;
    if (!stream_next(&side->stream, &event))
        return false;
    uint32_t partner = side->partner[event.spot];
    if (partner == NONE || event.nth > other->tree->spots[partner].count) {
        settle_only(joiner, side, &event);
    } else if (event.nth > other->stream.seen[partner]) {
        if (!put(side, &event))
            settle_unpaired(joiner, side, &event);
    } else {
        const struct event *met = take(other, partner, event.nth);
        if (met)
            settle_pair(joiner, side->is_b ? met : &event, side->is_b ? &event : met);
        else
            settle_unpaired(joiner, side, &event);
    }
    return true;
}

/* --- lanes --- */

/* Side by side: the one for which fewer events wait goes on.  NONE: the other side has no such. */
static void join_lanes(struct joiner *joiner, size_t lane_a, size_t lane_b)
{
    bool more_a = lane_a != NONE, more_b = lane_b != NONE;
    if (more_a)
        stream_lane(&joiner->a.stream, lane_a);
    if (more_b)
        stream_lane(&joiner->b.stream, lane_b);
    while (more_a || more_b) {
        if (more_a && (!more_b || joiner->a.waits <= joiner->b.waits))
            more_a = step(joiner, &joiner->a, &joiner->b);
        else
            more_b = step(joiner, &joiner->b, &joiner->a);
    }
}

struct key {
    uint64_t process, thread;
    size_t lane;
};

static int by_key(const void *a, const void *b)
{
    const struct key *left = a, *right = b;
    if (left->process != right->process)
        return left->process < right->process ? -1 : 1;
    if (left->thread != right->thread)
        return left->thread < right->thread ? -1 : 1;
    return (left->lane > right->lane) - (left->lane < right->lane);
}

static struct key *keys_of(const struct tree *tree)
{
    struct key *keys = xcalloc(tree->lane_count + 1, sizeof *keys);
    for (size_t i = 0; i < tree->lane_count; i++)
        keys[i] =
            (struct key){tree->processes[tree->lanes[i].process].id, tree->lanes[i].thread, i};
    qsort(keys, tree->lane_count, sizeof *keys, by_key);
    return keys;
}

static int compare_keys(const struct key *a, const struct key *b)
{
    if (a->process != b->process)
        return a->process < b->process ? -1 : 1;
    return (a->thread > b->thread) - (a->thread < b->thread);
}

static void join_all(struct joiner *joiner)
{
    size_t count_a = joiner->a.tree->lane_count, count_b = joiner->b.tree->lane_count;
    autofree struct key *a = keys_of(joiner->a.tree), *b = keys_of(joiner->b.tree);
    for (size_t i = 0, j = 0; i < count_a || j < count_b;) {
        int order = i == count_a ? 1 : j == count_b ? -1 : compare_keys(&a[i], &b[j]);
        join_lanes(joiner, order <= 0 ? a[i].lane : NONE, order >= 0 ? b[j].lane : NONE);
        i += order <= 0;
        j += order >= 0;
    }
}

/* --- the whole --- */

static uint32_t *partners(const struct tree *tree, const struct tree *other)
{
    uint32_t *partner = xcalloc(tree->spot_count + 1, sizeof *partner);
    for (size_t i = 0; i < tree->spot_count; i++)
        partner[i] = spot_find(other, tree->spots[i].unit, tree->spots[i].thread);
    return partner;
}

static void begin_side(struct side *side, const struct tree *tree, const struct tree *other)
{
    *side = (struct side){.tree = tree, .partner = partners(tree, other), .unused = NONE};
    side->queues = xmalloc((tree->spot_count + 1) * sizeof *side->queues);
    for (size_t i = 0; i < tree->spot_count; i++)
        side->queues[i] = (struct queue){NONE, NONE};
    stream_begin(&side->stream, tree);
}

static void end_side(struct side *side)
{
    stream_end(&side->stream);
    free((void *)(uintptr_t)side->partner);
    free(side->queues);
    free(side->pool);
}

void join_runs(const struct tree *a, const struct tree *b, join_seen *seen, void *context,
               struct join *join)
{
    struct joiner joiner = {.join = join, .seen = seen, .context = context};
    *join = (struct join){.differs = xcalloc(b->spot_count + 1, sizeof *join->differs)};
    begin_side(&joiner.a, a, b);
    begin_side(&joiner.b, b, a);
    joiner.b.is_b = true;
    join_all(&joiner);
    join->only_a = joiner.a.only;
    join->only_b = joiner.b.only;
    end_side(&joiner.a);
    end_side(&joiner.b);
}

void join_free(struct join *join)
{
    free(join->differs);
    *join = (struct join){0};
}
