/*
 * A differing region as a reader sees it: both sides in their context, the word they stand in and
 * what precedes it on the line.  Private to guess*.c.
 */
#ifndef PARIBUS_SIGHT_H
#define PARIBUS_SIGHT_H

#include <stdbool.h>
#include "bytes.h"
#include "outputs.h"
#include "util.h"

struct side {
    struct bytes bytes; /* with context */
    size_t from, to;    /* the differing part */
    struct bytes word;  /* what the differing part belongs to: letters, digits, "_./@:+-" */
};

struct sight {
    const struct output *output;
    const struct divergence *region;
    struct side a, b;
    char field[80]; /* what stands before the region on its line, in lower case */
};

void sight_set(struct sight *sight, const struct output *output, const struct divergence *region);

/* A rule: whether the region fits, with a sentence about it. */
typedef bool sight_rule(const struct sight *sight, struct text *evidence);
sight_rule looks_like_a_date, looks_like_a_zone, looks_like_a_duration;       /* guess_time.c */
sight_rule looks_like_an_address, looks_like_a_process_id, looks_like_random; /* guess_words.c */
sight_rule looks_like_a_path, looks_like_a_temporary_name, looks_like_a_person;
sight_rule looks_like_a_machine, looks_like_a_number_format, looks_like_a_checksum;

/* "'A' in the one, 'B' in the other", of the words. */
void sight_quote(const struct sight *sight, struct text *evidence);

#endif
