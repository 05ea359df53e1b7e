/*
 * The analyzer's view of the one table: names of sources and calls, and what their values mean.
 */
#ifndef PARIBUS_CALLS_H
#define PARIBUS_CALLS_H

#include <stdint.h>
#include "run.h"

enum codec { CODEC_ns, CODEC_num, CODEC_bytes, CODEC_order, CODEC_text };

struct call_row {
    uint16_t number;
    const char *name;
    enum source source;
    enum codec codec;
    const char *what;
};

/* The row of a call; NULL: a number this paribus does not know. */
const struct call_row *call_row(uint16_t number);

const char *source_name(enum source source);
const char *mode_name(enum mode mode);
const char *escape_name(enum escape_kind kind);

#endif
