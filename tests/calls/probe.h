/*
 * The bodies of the probe, one per CALL and VIEW row of calls.def; each prints what the call
 * returned.
 */
#ifndef PARIBUS_PROBE_H
#define PARIBUS_PROBE_H

#include <stddef.h>

#define CALL(number, name, source, codec, attach, what) void do_##name(void);
#define HOOK(number, name, attach, why)
#define ALIAS(name, of)
#include "calls.def"
#undef CALL
#undef HOOK
#undef ALIAS

/* In hex, with a newline. */
void print_bytes(const void *data, size_t size);

#endif
