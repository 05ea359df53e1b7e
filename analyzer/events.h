/*
 * The events of a run, one after the other: as many as there may be, they are read from the trace
 * and not kept.  Whoever wants to point to one holds it.  Knows lanes and spots; knows no values.
 *
 * The order is that of the tree: by process, by thread, then as they happened.
 */
#ifndef PARIBUS_EVENTS_H
#define PARIBUS_EVENTS_H

#include "reader.h"
#include "tree.h"

/* A walk through the events of some lanes.  Only stream_begin, _lane, _next and _end look inside.
 */
struct stream {
    const struct tree *tree;
    size_t lane, lanes; /* the current one, and one past the last */
    size_t extent;
    uint32_t chunk; /* of the extent: the next one to enter */
    struct cursor cursor;
    struct trace_event brief; /* the last brief one, in full */
    uint64_t order;
    uint32_t *seen; /* per spot */
};

void stream_begin(struct stream *stream, const struct tree *tree);

/* From here on the events of this lane alone; occurrences go on being counted. */
void stream_lane(struct stream *stream, size_t lane);

/* The next event; false: there are no more. */
bool stream_next(struct stream *stream, struct event *event);
void stream_end(struct stream *stream);
#define autostream __attribute__((cleanup(stream_end)))

/* A copy of the event that lives as long as the tree: the same one, whoever asks. */
const struct event *events_hold(const struct tree *tree, const struct event *event);

/* The spot of this unit and thread; UINT32_MAX: none. */
uint32_t spot_find(const struct tree *tree, uint64_t unit, uint64_t thread);

/* For tree_load: finds the spots and counts; the processes and lanes are there. */
void events_index(struct tree *tree);
void events_free(struct tree *tree);

#endif
