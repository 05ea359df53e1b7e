#include "sarif_rules.h"

#include <string.h>
#include "run.h"

struct rule {
    const char *name, *what, *held;
};

static const struct rule rules[] = {
#define SOURCE(number, name, freed, vary, what, pinned) {#name, what, pinned},
#include "sources.def"
#undef SOURCE
    {SARIF_UNEXPLAINED, "outputs that differ although everything paribus controls was held", ""}};

#define RULES (sizeof rules / sizeof *rules)

static json_t *rule_object(const struct rule *rule)
{
    json_t *object = json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", rule->name, "shortDescription",
                               "text", rule->what, "defaultConfiguration", "level", "error");
    if (*rule->held)
        json_object_set_new(
            object, "help",
            json_pack("{s:o}", "text", json_sprintf("pinned, paribus gives: %s", rule->held)));
    return object;
}

json_t *sarif_driver(void)
{
    json_t *list = json_array();
    for (size_t i = 0; i < RULES; i++)
        json_array_append_new(list, rule_object(&rules[i]));
    return json_pack("{s:s, s:s, s:o}", "name", "paribus", "semanticVersion", PARIBUS_VERSION,
                     "rules", list);
}

int sarif_rule_index(const char *name)
{
    for (size_t i = 0; i < RULES; i++)
        if (strcmp(rules[i].name, name) == 0)
            return (int)i;
    return -1;
}
