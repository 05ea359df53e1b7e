/*
 * By which way a value came from the process that asked for it to the one that wrote the output:
 * through pipes, files, arguments and variables, by what the processes were seen to open, to begin
 * with and to hand on.  Knows the tree of processes; follows no bytes, so it is evidence, no proof.
 */
#ifndef PARIBUS_FLOW_H
#define PARIBUS_FLOW_H

#include "tree.h"

struct flow;

/* `before`: another run of the same, tells which arguments and variables differ; or NULL. */
struct flow *flow_new(const struct tree *tree, const struct tree *before);
void flow_free(struct flow *flow);

/*
 * "date -> sh (pipe) -> cc (argument) -> version.o -> ld -> app", malloc'd; NULL: no way is known,
 * or the process wrote the output itself.
 */
char *flow_way(const struct flow *flow, uint32_t process, const char *output);

/* How long the way is: the less, the likelier; UINT32_MAX: none is known. */
uint32_t flow_cost(const struct flow *flow, uint32_t process, const char *output);

#endif
