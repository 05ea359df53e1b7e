/*
 * Walks the stack of the calling thread, without ever faulting.  A walk depends on nothing but the
 * frame it starts from and the words it reads on the stack: where those are the same again, so is
 * the walk.
 */
#ifndef PARIBUS_WALK_H
#define PARIBUS_WALK_H

#include "lib.h"

#define WALK_WORDS 64u

struct walk_word {
    uintptr_t at, value;
};

struct walk {
    struct arch_frame start;
    bool by_fp;     /* the frame pointer it started with counts */
    uint32_t words; /* 0: too many to be kept */
    struct walk_word word[WALK_WORDS];
};

/* Return addresses upwards from `start`, outside our library; at most `room`.  Fills `taken`. */
uint32_t walk_stack(const struct arch_frame *start, uintptr_t *pcs, uint32_t room,
                    struct walk *taken);

/* Whether a walk from `start` would be `walk` again; the words are read from the inside out. */
bool walk_is_same(const struct walk *walk, const struct arch_frame *start);

#endif
