/*
 * A copy of libc for a run, whose code has the library's entry patches already: see struct run_code
 * in abi/run.h.  It spares every process the copying of the pages that are patched.
 */
#ifndef PARIBUS_LIBC_COPY_H
#define PARIBUS_LIBC_COPY_H

#include "run.h"

/*
 * Makes DIRECTORY/libc.so.6 of the libc this program uses, patched as the sources in `config` ask,
 * and describes it in config->code.  Where that cannot be done there is no copy, code.size is 0,
 * and every process patches its own code.
 */
void libc_copy_make(const char *directory, struct run_config *config);

/* Takes it away again: a kept run does not need it. */
void libc_copy_remove(const char *directory);

#endif
