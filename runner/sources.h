/*
 * The table of sources and calls, shown to people.  Knows abi/sources.def and abi/calls.def.
 */
#ifndef PARIBUS_SOURCES_H
#define PARIBUS_SOURCES_H

#include <stdio.h>

void sources_text(FILE *to);

/* The same as a page, kept in docs/sources/README.md. */
void sources_markdown(FILE *to);

#endif
