/*
 * One step up the stack, by the call frame information every x86-64 object carries (.eh_frame,
 * DWARF 5 section 6.4, and the System V ABI).  Understands what compilers emit for ordinary frames,
 * PLT entries, realigned frames and signal frames; anything else ends the walk.
 *
 * No allocation, no lock, no descriptor: safe in any signal handler.  docs/architecture.md tells
 * why this is not libunwind, which the tests hold it against.
 */
#ifndef PARIBUS_UNWIND_H
#define PARIBUS_UNWIND_H

#include "lib.h"

/* How to find the caller of a frame; from a cache or freshly read. */
struct unwind_rule {
    uint8_t cfa;        /* enum below */
    uint8_t fp;         /* enum below */
    int16_t fp_offset;  /* where the caller's frame pointer is saved */
    int32_t cfa_offset; /* the frame's base: register plus this */
};

enum { CFA_END, CFA_SP, CFA_FP, CFA_FP_INDIRECT, CFA_PLT, CFA_SIGNAL };
enum { FP_SAME, FP_AT_CFA, FP_AT_FP };

/* The rule at `pc`; CFA_END when nothing is known about it. */
struct unwind_rule unwind_rule_at(uintptr_t pc);

#endif
