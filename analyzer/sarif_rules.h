/*
 * What SARIF calls rules: one per source, and one for what nobody explains.  Knows the table of
 * sources.
 */
#ifndef PARIBUS_SARIF_RULES_H
#define PARIBUS_SARIF_RULES_H

#include <jansson.h>

#define SARIF_UNEXPLAINED "unexplained"

/* The object "driver": paribus and its rules. */
json_t *sarif_driver(void);

/* The index of a rule in it. */
int sarif_rule_index(const char *name);

#endif
