/*
 * Which frame of a stack to show a person first.
 */
#ifndef PARIBUS_FRAMES_H
#define PARIBUS_FRAMES_H

#include "report.h"

/* The innermost with a source line outside the system's libraries, or the next best; 0 if none. */
size_t frames_telling(const struct frame *frames, size_t count);

/* Whether one of them has a source line outside the system's libraries. */
bool frames_have_line(const struct frame *frames, size_t count);

void frame_free(struct frame *frame);

#endif
