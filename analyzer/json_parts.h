/*
 * Pieces of the JSON report: strings that are always valid UTF-8, and the outputs with their
 * causes.
 */
#ifndef PARIBUS_JSON_PARTS_H
#define PARIBUS_JSON_PARTS_H

#include <jansson.h>
#include "report.h"

/* A string as it is if it is valid UTF-8, else escaped; NULL becomes null. */
json_t *json_shown(const char *text);

/* Bytes of an output, always escaped: what the text report shows. */
json_t *json_bytes(const char *data, size_t length);

/* A NULL-terminated list; NULL is an empty one. */
json_t *json_list(char *const *list);
json_t *json_count(uint64_t value);

/* The array "outputs". */
json_t *json_outputs(const struct report *report);

#endif
