/*
 * The answer of `compare` and `check`, as data; report_*.c render it.
 * Everything in it is in a fixed order: the same two runs give the same report, byte for byte.
 */
#ifndef PARIBUS_REPORT_H
#define PARIBUS_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include "outputs.h"

struct event;
struct tree;

enum verdict {
    VERDICT_REPRODUCIBLE,
    VERDICT_DIVERGENT,
    VERDICT_UNEXPLAINED, /* differs with everything pinned */
    VERDICT_UNDECIDED,   /* ended before it could be said, or by the user's signal */
};

enum proof {
    PROOF_SUSPECTED, /* evidence, no re-run */
    PROOF_PROVEN,    /* both counterfactuals held */
};

/* One frame, innermost first; NULL or 0 where unknown. */
struct frame {
    char *function;
    char *file;
    unsigned line;
    char *module;
    uint64_t offset; /* module-relative */
};

struct cause {
    const char *source;
    const char *call; /* where no run was recorded: what the value looks like, "a date" */
    enum proof proof;
    unsigned occurrence; /* nth execution at this call site, 1-based */
    char *process;       /* "make > sh > date", top down; NULL: nothing recorded */
    bool guessed;        /* no call shows that it was this process */
    char **argv;         /* NULL-terminated */
    char *exe;
    struct frame *stack;
    size_t stack_count;
    char *way;       /* from its process to an output it is accused of, or NULL */
    char *script;    /* "build.sh:7", by its words, where the stack tells no line; or NULL */
    char **evidence; /* sentences; NULL-terminated */
    char *cure;      /* one line, or NULL */
    char *reproduce; /* a command */
    uint64_t unit;   /* see abi/run.h; shown as hex id */
    char *subject;   /* what exactly: a variable's name, a directory, or NULL */
    const struct event *event; /* of report.after, NULL: no call of ours read it */
    uint32_t node;             /* its process there, UINT32_MAX: not known */
};

/* causes[] of one divergence: indices into report.causes. */
struct report_region {
    size_t output;     /* index into report.outputs->items */
    size_t divergence; /* index into that output's divergences */
    size_t *causes;
    size_t cause_count;
    char *unexplained; /* the likely escape, when no cause was found */
};

struct report_escape {
    const char *kind; /* "static", "setuid", ... */
    char *text;       /* command line, or a sentence */
};

struct report_run {
    const char *purpose;
    bool partial; /* programs that cannot matter were left out of it */
    double seconds;
    int status; /* exit status, or 128 + signal */
};

/* A re-run made to prove something: what it freed or held, and what came of it. */
enum trial_result { TRIAL_NOT_ASKED, TRIAL_EQUAL, TRIAL_DIFFERS };

struct report_trial {
    size_t run;      /* index into report.runs */
    bool hold;       /* these units held and all else free; else these free and all else held */
    uint64_t *units; /* ascending */
    size_t unit_count;
    uint8_t *results; /* enum trial_result per region */
};

struct report {
    enum verdict verdict;
    char *headline; /* one sentence, set where the verdict needs a word of explanation; or NULL */
    char **command; /* argv, NULL-terminated; NULL in compare */
    struct outputs *outputs; /* compared: first run (A) against the divergent one (B) */
    struct report_region *regions;
    size_t region_count;
    struct cause *causes;
    size_t cause_count;
    struct report_escape *escapes;
    size_t escape_count;
    char **notes; /* what was not pinned here and the like; NULL-terminated, may be NULL */
    uint64_t processes, covered, events, dropped, early;
    uint64_t units;    /* what could be freed alone: call sites, ids, variables, sources */
    uint64_t innocent; /* calls that differed and reached no output */
    struct report_run *runs;
    size_t run_count;
    struct report_trial *trials;
    size_t trial_count;
    const struct tree *before, *after; /* the two runs; NULL where not known; not the report's */
    const char *scratch; /* where the runs are kept: its name is another in every check; or NULL */
    char *base;          /* what relative names of source files are relative to, or NULL */
};

struct report_style {
    bool colour;
    unsigned width;    /* columns; 0: do not wrap */
    bool timings;      /* show seconds of runs; off in files, so that reports are byte-identical */
    const char *links; /* this host's name where the terminal follows links to files, or NULL */
};

/* These return 0 or a negative errno of the stream. */
int report_text(const struct report *report, const struct report_style *style, FILE *to);
int report_json(const struct report *report, const struct report_style *style, FILE *to);
int report_html(const struct report *report, const struct report_style *style, FILE *to);
int report_sarif(const struct report *report, const struct report_style *style, FILE *to);
int report_junit(const struct report *report, const struct report_style *style, FILE *to);
int report_github(const struct report *report, const struct report_style *style, FILE *to);
int report_markdown(const struct report *report, const struct report_style *style, FILE *to);
int report_openmetrics(const struct report *report, const struct report_style *style, FILE *to);

void report_free(struct report *report);
void report_cause_free(struct cause *cause); /* what is in it */

#endif
