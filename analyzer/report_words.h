/*
 * The words all forms of a report share, so that they say the same of the same thing.  Knows the
 * report, nothing of how it is shown; what a program named or printed is not escaped yet.
 */
#ifndef PARIBUS_REPORT_WORDS_H
#define PARIBUS_REPORT_WORDS_H

#include "report.h"

const char *verdict_word(enum verdict verdict);
const char *proof_word(enum proof proof);
const char *state_word(enum output_state state);

/* "clock_gettime in stamp() at src/stamp.c:12"; malloc'd. */
char *report_accusation(const struct cause *cause);

/* "2 of 9 outputs differ, 1 cause, 1 proven"; malloc'd. */
char *report_result(const struct report *report);

/* Outputs that differ. */
size_t report_differing(const struct report *report);

#endif
