/*
 * The analyzer's view of the one table: names of sources and calls, and what their values mean.
 */
#ifndef PARIBUS_CALLS_H
#define PARIBUS_CALLS_H

#include <stdbool.h>
#include <stdint.h>
#include "run.h"

enum codec { CODEC_ns, CODEC_num, CODEC_bytes, CODEC_order, CODEC_text, CODEC_words };

struct call_row {
    uint16_t number;
    const char *name;
    enum source source;
    enum codec codec;
    const char *what;
    bool view; /* its answer is the same for the whole tree */
};

/* The row of a call; NULL: a number this paribus does not know. */
const struct call_row *call_row(uint16_t number);

/* What stands in for a call where no call of ours read the value. */
const char *source_call(enum source source);

const char *source_name(enum source source);
const char *mode_name(enum mode mode);
const char *escape_name(enum escape_kind kind);

#endif
