/*
 * The report of compare and check as it is put together, and its way out: to the terminal or to a
 * file, as text or JSON, with the exit status that goes with the verdict.
 */
#ifndef PARIBUS_ANSWER_H
#define PARIBUS_ANSWER_H

#include "attribute.h"
#include "options.h"
#include "report.h"
#include "symbols.h"
#include "units.h"

struct answer {
    const struct options *options;
    const struct tree *tree; /* the run whose calls are accused */
    struct symbols *symbols;
    struct report report;
    const struct event **events; /* per cause: what it was made from */
    size_t note_count;
};

/* `roots`: where programs that the run itself made are kept; NULL-terminated, outlives the answer.
 */
void answer_begin(struct answer *answer, const struct options *options, const struct tree *tree,
                  struct outputs *outputs, const char *const *roots);

/* The cause for (unit, event), added to the region; *fresh: it was not in the report before. */
struct cause *answer_cause(struct answer *answer, struct report_region *region,
                           const struct unit *unit, const struct event *event,
                           const struct suspect *seen, enum proof proof, bool *fresh);

/* Takes the sentence over. */
void answer_note(struct answer *answer, char *sentence);

/* Counters, escapes and unreadable traces of a run. */
void answer_coverage(struct answer *answer, const struct tree *tree);

/* Units that were free and are accused of nothing. */
uint64_t answer_innocent(const struct answer *answer, const struct units *units);

/* Whether any process of the run had more than one thread that made calls. */
bool answer_is_threaded(const struct tree *tree);

/* Prints the report as the options ask; the exit status. */
int answer_print(const struct answer *answer);
void answer_end(struct answer *answer);

#endif
