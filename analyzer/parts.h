/*
 * An output as its parts: members of archives, headers of members, streams inside compressed
 * files, sections of ELF files, chunks of PNGs, to a depth of four.  Knows which parts correspond;
 * knows no formats and no diffs.
 */
#ifndef PARIBUS_PARTS_H
#define PARIBUS_PARTS_H

#include "bytes.h"
#include "outputs.h"

/* Appends to `output` what differs between two contents that are known to differ. */
void parts_compare(struct output *output, size_t max, struct bytes a, struct bytes b);

#endif
