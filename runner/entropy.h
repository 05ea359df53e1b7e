/*
 * Serves endless random streams to the process tree, each decided by its key alone: a request on a
 * socket is answered with the read end of a pipe that is kept filled.  Never waits for a client.
 * The contract is entropy_request in abi/run.h; knows nothing of who asks or why.
 */
#ifndef PARIBUS_ENTROPY_H
#define PARIBUS_ENTROPY_H

#include <stdint.h>

struct entropy;

/* Listens at `path`, of any length; served from `loop` (loop.h).  0 or a negative errno. */
int entropy_open(const char *path, int loop, struct entropy **entropy);

/* Streams served so far. */
uint64_t entropy_streams(const struct entropy *entropy);

/* Ends every stream and removes the socket.  NULL is fine. */
void entropy_close(struct entropy *entropy);

#endif
