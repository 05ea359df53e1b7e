/*
 * Through what a value may pass from one process to another, written down for the analyzer:
 * files an image reads, variables it hands on.  Knows no values of calls.
 */
#ifndef PARIBUS_FLOW_H
#define PARIBUS_FLOW_H

#include "lib.h"
#include "trace.h"

/* The variables this image was given: only others are written down when it executes a program. */
void flow_init(char *const *envp);

/* An exec with this environment is about to be tried; what was written of it, or NULL. */
struct trace_record *flow_exec(char *const *envp);

/* A file opened for reading only. */
void flow_read(int at, const char *path, int flags);

#endif
