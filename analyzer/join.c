#include "join.h"
#include <stdlib.h>
#include "util.h"

struct slot {
    uint64_t key;
    uint64_t value;
    uint8_t error;
    bool taken, met;
};

static uint64_t key_of(const struct tree *tree, const struct event *event)
{
    return hash_mix(event_unit(tree, event), event->thread, event->nth);
}

static struct slot *find(struct slot *table, size_t room, uint64_t key)
{
    size_t at = key & (room - 1);
    while (table[at].taken && table[at].key != key)
        at = (at + 1) & (room - 1);
    return &table[at];
}

static void put(struct slot *table, size_t room, const struct tree *tree)
{
    for (size_t i = 0; i < tree->event_count; i++) {
        const struct event *event = &tree->events[i];
        struct slot *slot = find(table, room, key_of(tree, event));
        *slot = (struct slot){key_of(tree, event), event->value, event->error, true, false};
    }
}

void join_runs(const struct tree *a, const struct tree *b, struct join *join)
{
    size_t room = 64;
    while (room < a->event_count * 2)
        room *= 2;
    autofree struct slot *table = xcalloc(room, sizeof *table);
    *join = (struct join){.differs = xcalloc(b->event_count + 1, sizeof *join->differs)};
    put(table, room, a);
    for (size_t i = 0; i < b->event_count; i++) {
        const struct event *event = &b->events[i];
        struct slot *slot = find(table, room, key_of(b, event));
        bool same = slot->taken && slot->value == event->value && slot->error == event->error;
        join->differs[i] = !same;
        join->both += slot->taken;
        join->changed += slot->taken && !same;
        join->only_b += !slot->taken;
        slot->met = true;
    }
    for (size_t i = 0; i < room; i++)
        join->only_a += table[i].taken && !table[i].met;
}

void join_free(struct join *join)
{
    free(join->differs);
    *join = (struct join){0};
}
