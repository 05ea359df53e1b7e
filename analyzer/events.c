#include "events.h"
#include <stdlib.h>
#include "util.h"

/*
 * What an event of a lane carries, and the spot that is: two stacks may be of one call site.  Open
 * addressing, at most half full; the table of spots likewise.
 */
struct alias {
    uint32_t lane, stack; /* a stack's id, as in the trace */
    uint32_t spot;        /* index + 1, 0: free */
    uint16_t call;
};

struct index {
    struct alias *aliases;
    size_t alias_count, alias_room;
    uint32_t *spots; /* index + 1, by unit and thread */
    size_t spot_room;
    struct event **held; /* by order */
    size_t held_count, held_room;
};

/* --- spots --- */

static uint64_t scatter(uint64_t value)
{
    value *= 0x9e3779b97f4a7c15ULL;
    return value ^ value >> 32;
}

static uint32_t *spot_slot(const struct tree *tree, uint64_t unit, uint64_t thread)
{
    const struct index *index = tree->index;
    size_t at = scatter(unit + scatter(thread)) & (index->spot_room - 1);
    for (; index->spots[at]; at = (at + 1) & (index->spot_room - 1)) {
        const struct spot *spot = &tree->spots[index->spots[at] - 1];
        if (spot->unit == unit && spot->thread == thread)
            break;
    }
    return &index->spots[at];
}

uint32_t spot_find(const struct tree *tree, uint64_t unit, uint64_t thread)
{
    return tree->index->spot_room ? *spot_slot(tree, unit, thread) - 1 : UINT32_MAX;
}

static void room_for_spot(struct tree *tree)
{
    struct index *index = tree->index;
    if (tree->spot_count * 2 < index->spot_room)
        return;
    free(index->spots);
    index->spot_room = index->spot_room ? index->spot_room * 2 : 64;
    index->spots = xcalloc(index->spot_room, sizeof *index->spots);
    for (size_t i = 0; i < tree->spot_count; i++)
        *spot_slot(tree, tree->spots[i].unit, tree->spots[i].thread) = (uint32_t)i + 1;
}

static int by_id(const void *a, const void *b)
{
    uint32_t left = ((const struct stack *)a)->id, right = ((const struct stack *)b)->id;
    return (left > right) - (left < right);
}

static const struct stack *stack_by_id(const struct process *process, uint32_t id)
{
    struct stack key = {.id = id};
    if (!process->stack_count || !id)
        return NULL;
    return bsearch(&key, process->stacks, process->stack_count, sizeof key, by_id);
}

/* The spot of such an event, a new one where there was none. */
static uint32_t spot_of(struct tree *tree, size_t lane, uint16_t call, uint32_t stack_id)
{
    uint32_t process = tree->lanes[lane].process;
    const struct stack *stack = stack_by_id(&tree->processes[process], stack_id);
    struct spot fresh = {
        .process = process,
        .call = call,
        .stack = stack ? (uint32_t)(stack - tree->processes[process].stacks) : UINT32_MAX,
        .thread = tree->lanes[lane].thread,
        .site = stack ? stack->site : 0,
    };
    fresh.unit = hash_mix(tree->processes[process].id, call, fresh.site);
    room_for_spot(tree);
    uint32_t *slot = spot_slot(tree, fresh.unit, fresh.thread);
    if (!*slot) {
        *array_push(tree->spots, tree->spot_count) = fresh;
        *slot = (uint32_t)tree->spot_count;
    }
    return *slot - 1;
}

static struct alias *alias_slot(const struct index *index, size_t lane, uint16_t call,
                                uint32_t stack)
{
    uint64_t key = ((uint64_t)lane << 32 | stack) + ((uint64_t)call << 48);
    size_t at = scatter(key) & (index->alias_room - 1);
    for (; index->aliases[at].spot; at = (at + 1) & (index->alias_room - 1)) {
        const struct alias *alias = &index->aliases[at];
        if (alias->stack == stack && alias->lane == lane && alias->call == call)
            break;
    }
    return &index->aliases[at];
}

static void room_for_alias(struct index *index)
{
    struct alias *old = index->aliases;
    size_t room = index->alias_room;
    if (index->alias_count * 2 < room)
        return;
    index->alias_room = room ? room * 2 : 64;
    index->aliases = xcalloc(index->alias_room, sizeof *index->aliases);
    for (size_t i = 0; i < room; i++) {
        if (old[i].spot)
            *alias_slot(index, old[i].lane, old[i].call, old[i].stack) = old[i];
    }
    free(old);
}

/* --- the walk --- */

void stream_begin(struct stream *stream, const struct tree *tree)
{
    *stream = (struct stream){.tree = tree,
                              .lanes = tree->lane_count,
                              .seen = xcalloc(tree->spot_count + 1, sizeof *stream->seen)};
    stream->lane = (size_t)-1;
}

void stream_end(struct stream *stream)
{
    free(stream->seen);
    stream->seen = NULL;
}

static void enter_lane(struct stream *stream, size_t lane)
{
    stream->lane = lane;
    stream->extent = stream->tree->lanes[lane].extent;
    stream->chunk = 0;
    stream->order = stream->tree->lanes[lane].first;
    stream->cursor = (struct cursor){NULL, NULL, 0};
}

void stream_lane(struct stream *stream, size_t lane)
{
    enter_lane(stream, lane);
    stream->lanes = lane + 1;
}

/* To the next chunk of the lane, or of the next lane; false: there is none. */
static bool next_chunk(struct stream *stream)
{
    const struct tree *tree = stream->tree;
    for (;;) {
        const struct lane *lane =
            stream->lane < tree->lane_count ? &tree->lanes[stream->lane] : NULL;
        if (!lane || stream->extent == lane->extent + lane->extents) {
            if (stream->lane + 1 >= stream->lanes)
                return false;
            enter_lane(stream, stream->lane + 1);
            continue;
        }
        const struct extent *extent = &tree->extents[stream->extent];
        if (stream->chunk < extent->chunks)
            break;
        stream->extent++;
        stream->chunk = 0;
    }
    struct trace_chunk owner;
    reader_enter(tree->reader, tree->extents[stream->extent].chunk + stream->chunk++,
                 &stream->cursor, &owner);
    return true;
}

static const struct trace_event *in_full(struct stream *stream, const struct trace_brief *brief)
{
    stream->brief = (struct trace_event){
        .head = {TRACE_EVENT, 0, sizeof stream->brief / 8, brief->stack},
        .call = brief->call,
        .mode = brief->mode,
        .value = brief->value,
    };
    return &stream->brief;
}

static const struct trace_event *next_record(struct stream *stream)
{
    for (;;) {
        const struct trace_record *record = stream->cursor.at ? cursor_next(&stream->cursor) : NULL;
        if (record && record->type == TRACE_EVENT)
            return (const void *)record;
        if (record && record->type == TRACE_BRIEF)
            return in_full(stream, (const void *)record);
        if (!record && !next_chunk(stream))
            return NULL;
    }
}

bool stream_next(struct stream *stream, struct event *event)
{
    const struct tree *tree = stream->tree;
    const struct trace_event *given = next_record(stream);
    if (!given)
        return false;
    uint32_t number = alias_slot(tree->index, stream->lane, given->call, given->head.arg)->spot - 1;
    const struct spot *spot = &tree->spots[number];
    size_t room;
    const char *detail = record_tail(&given->head, sizeof *given, &room);
    *event = (struct event){
        .process = tree->lanes[stream->lane].process,
        .call = given->call,
        .mode = given->mode,
        .error = given->error,
        .stack = spot->stack,
        .nth = ++stream->seen[number],
        .thread = spot->thread,
        .site = spot->site,
        .value = given->value,
        .detail = detail,
        .detail_length = given->detail <= room ? given->detail : (uint32_t)room,
        .spot = number,
        .order = stream->order++,
    };
    return true;
}

/* --- for tree_load --- */

static void sort_stacks(struct tree *tree)
{
    for (size_t i = 0; i < tree->process_count; i++) {
        struct process *process = &tree->processes[i];
        if (process->stack_count)
            qsort(process->stacks, process->stack_count, sizeof *process->stacks, by_id);
    }
}

static void index_lane(struct tree *tree, struct stream *stream, size_t number)
{
    struct lane *lane = &tree->lanes[number];
    const struct trace_event *event;
    lane->first = tree->event_count;
    stream_lane(stream, number);
    while ((event = next_record(stream))) {
        struct alias *alias = alias_slot(tree->index, number, event->call, event->head.arg);
        if (!alias->spot) {
            uint32_t spot = spot_of(tree, number, event->call, event->head.arg) + 1;
            *alias = (struct alias){(uint32_t)number, event->head.arg, spot, event->call};
            tree->index->alias_count++;
            room_for_alias(tree->index);
            alias = alias_slot(tree->index, number, event->call, event->head.arg);
        }
        tree->spots[alias->spot - 1].count++;
        lane->count++;
    }
    tree->event_count += lane->count;
}

void events_index(struct tree *tree)
{
    autostream struct stream stream;
    tree->index = xcalloc(1, sizeof *tree->index);
    room_for_alias(tree->index);
    sort_stacks(tree);
    stream_begin(&stream, tree);
    for (size_t i = 0; i < tree->lane_count; i++)
        index_lane(tree, &stream, i);
}

void events_free(struct tree *tree)
{
    struct index *index = tree->index;
    for (size_t i = 0; index && i < index->held_room; i++)
        free(index->held[i]);
    if (index) {
        free(index->aliases);
        free(index->spots);
        free(index->held);
    }
    free(index);
}

/* --- events that are held --- */

static struct event **held_slot(const struct index *index, uint64_t order)
{
    size_t at = scatter(order) & (index->held_room - 1);
    while (index->held[at] && index->held[at]->order != order)
        at = (at + 1) & (index->held_room - 1);
    return &index->held[at];
}

static void room_for_held(struct index *index)
{
    struct event **old = index->held;
    size_t room = index->held_room;
    if (index->held_count * 2 < room)
        return;
    index->held_room = room ? room * 2 : 64;
    index->held = xcalloc(index->held_room, sizeof *index->held);
    for (size_t i = 0; i < room; i++) {
        if (old[i])
            *held_slot(index, old[i]->order) = old[i];
    }
    free(old);
}

const struct event *events_hold(const struct tree *tree, const struct event *event)
{
    struct index *index = tree->index;
    room_for_held(index);
    struct event **slot = held_slot(index, event->order);
    if (!*slot) {
        *slot = xmalloc(sizeof **slot);
        **slot = *event;
        index->held_count++;
    }
    return *slot;
}
