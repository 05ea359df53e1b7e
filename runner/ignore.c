#include "ignore.h"
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include "util.h"

/* The number of the first rule that matches, or their count. */
static size_t find_rule(const char *path, const struct option_rules *rules)
{
    size_t rule = 0;
    while (rule < rules->count && fnmatch(rules->items[rule].glob, path, 0) != 0)
        rule++;
    return rule;
}

void ignore_outputs(struct outputs *outputs, const struct option_rules *rules, size_t *hidden)
{
    struct outputs kept = {0}, ignored = {0};
    autofree size_t *count = xcalloc(rules->count + 1, sizeof *count);
    for (size_t i = 0; i < outputs->count; i++) {
        size_t rule = find_rule(outputs->items[i].path, rules);
        struct outputs *to = rule < rules->count ? &ignored : &kept;
        *array_push(to->items, to->count) = outputs->items[i];
        count[rule] += outputs->items[i].state != OUTPUT_EQUAL;
    }
    for (size_t rule = 0; hidden && rule < rules->count; rule++)
        hidden[rule] = count[rule] > hidden[rule] ? count[rule] : hidden[rule];
    free(outputs->items);
    *outputs = kept;
    outputs_free(&ignored);
}

static void add_escaped(struct text *text, const char *data)
{
    text_escape(text, data, strlen(data));
}

void ignore_notes(struct answer *answer, const struct option_rules *rules, const size_t *hidden)
{
    for (size_t i = 0; i < rules->count; i++) {
        const struct ignore_rule *rule = &rules->items[i];
        struct text text = {0};
        text_puts(&text, "ignored: '");
        add_escaped(&text, rule->glob);
        if (hidden[i])
            text_printf(&text, "' hides %zu differing output%s", hidden[i],
                        hidden[i] == 1 ? "" : "s");
        else
            text_puts(&text, "' hides nothing");
        if (rule->reason) {
            text_puts(&text, ": ");
            add_escaped(&text, rule->reason);
        }
        answer_note(answer, text.data);
    }
}
