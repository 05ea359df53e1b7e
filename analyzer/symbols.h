/*
 * From (module, address) to function, file and line, by elfutils libdw.  Knows modules, not traces.
 * A cache of opened modules lives in `struct symbols`; not thread-safe.
 */
#ifndef PARIBUS_SYMBOLS_H
#define PARIBUS_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>
#include "report.h"

struct symbols;

/*
 * `roots`: directories (NULL-terminated) to try in front of a module's path when the path itself is
 * gone or its build-id differs: a run's kept files.
 */
struct symbols *symbols_new(const char *const *roots);
void symbols_free(struct symbols *symbols);

/* The file that stands for the object at `path`, NULL: it is gone.  The cache's. */
const char *symbols_file(struct symbols *symbols, const char *path);

/* Source files below `directory` are shown relative to it, others to where they were compiled. */
void symbols_relative_to(struct symbols *symbols, const char *directory);

/*
 * Fills `frame` (fields malloc'd) for the object at `path` with that build-id (may be empty) and
 * the object's own virtual address.  A frame is always filled; what is unknown stays NULL/0.  When
 * the file on disk has another build-id, nothing but module and offset is filled.
 * Inlined functions give the innermost one's name and line.
 */
void symbols_lookup(struct symbols *symbols, const char *path, const uint8_t *build_id,
                    size_t build_id_length, uint64_t address, struct frame *frame);

#endif
