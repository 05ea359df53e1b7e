/*
 * What the HTML report shows, as one JSON object: the outputs and where they differ, the causes,
 * the processes, the calls of both runs, the re-runs.  Everything a program named or printed is
 * either escaped text or base64.  html/README.md says what each field means.
 */
#ifndef PARIBUS_HTML_DATA_H
#define PARIBUS_HTML_DATA_H

#include <jansson.h>
#include "report.h"

json_t *html_data(const struct report *report);

/* Text as it is shown, null for NULL. */
json_t *html_text(const char *text);

/* The array "causes": report.causes, in that order; nodes: see html_processes. */
json_t *html_causes(const struct report *report, const uint32_t *nodes);

/*
 * The array "processes": those of report.after, at most a few thousand.  *nodes (malloc'd) receives
 * the index in it of each process of the run, UINT32_MAX where it was left out.
 */
json_t *html_processes(const struct report *report, uint32_t **nodes);

/* Who opened each differing output for writing: per output a list of nodes, NULL for none. */
json_t **html_writers(const struct report *report, const uint32_t *nodes);

/* The object "calls": how many calls of each source along both runs, and where the causes stand. */
json_t *html_calls(const struct report *report);

/*
 * The array "trials", and what came of them for each region: an index into "patterns", strings of
 * one letter per trial ('d'iffers, 'e'qual, '.': not asked).  *pattern is malloc'd, one per region.
 */
json_t *html_trials(const struct report *report, json_t **patterns, size_t **pattern);

#endif
