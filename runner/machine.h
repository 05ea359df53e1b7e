/*
 * The machine a run is shown: the documented one, and another for what is varied.  uname(2).
 */
#ifndef PARIBUS_MACHINE_H
#define PARIBUS_MACHINE_H

#include "run.h"

struct options;

enum { MACHINE_PINNED, MACHINE_VARIED };

/* Both, as the options ask for. */
void machine_fill(const struct options *options, struct run_machine machine[2]);

#endif
