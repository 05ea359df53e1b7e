/*
 * Whether a terminal makes links of what is marked as one (OSC 8).  Knows the variables by which
 * terminals say who they are; asks nothing of the terminal itself.
 */
#ifndef PARIBUS_TERMINAL_LINKS_H
#define PARIBUS_TERMINAL_LINKS_H

#include <stdbool.h>
#include <stdio.h>

/* FORCE_HYPERLINK decides where it is set: 0 is no, anything else yes, on a terminal or not. */
bool terminal_follows_links(FILE *to);

#endif
