#include "explain.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "calls.h"
#include "cures.h"
#include "util.h"

#define SECOND 1000000000LL

static char *time_text(int64_t ns)
{
    char date[64];
    time_t seconds = ns / SECOND;
    struct tm parts;
    if (!gmtime_r(&seconds, &parts))
        return xasprintf("%lld", (long long)seconds);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return xstrdup(date);
}

static char *bytes_text(const struct event *event)
{
    struct text hex = {0};
    for (uint32_t i = 0; i < event->detail_length && i < 16; i++)
        text_printf(&hex, "%02x", (unsigned char)event->detail[i]);
    text_puts(&hex, event->detail_length > 16 ? "..." : "");
    return hex.data;
}

static char *detail_text(const struct event *event)
{
    struct text escaped = {0};
    text_escape(&escaped, event->detail, strnlen(event->detail, event->detail_length));
    text_puts(&escaped, "");
    return escaped.data;
}

char *explain_value(const struct event *event)
{
    const struct call_row *row = call_row(event->call);
    if (!row)
        return xstrdup("?");
    switch (row->codec) {
    case CODEC_ns:
        if (event->value < 400000000ULL * SECOND) /* no date: a clock that counts from a start */
            return xasprintf("%.9f s", (double)event->value / 1e9);
        return time_text((int64_t)event->value);
    case CODEC_num:
        return row->source == SOURCE_time && event->value > 400000000 &&
                       event->value <= INT64_MAX / SECOND
                   ? time_text((int64_t)event->value * SECOND)
                   : xasprintf("%lld", (long long)event->value);
    case CODEC_bytes:
        return bytes_text(event);
    case CODEC_order:
    case CODEC_text:
    case CODEC_words:
        return detail_text(event);
    }
    return xstrdup("?");
}

static void fill_frame(const struct process *process, uint64_t pc, struct symbols *symbols,
                       struct frame *frame)
{
    const struct module *module = process_module(process, pc - 1);
    *frame = (struct frame){0};
    if (module) /* a return address: the call is the instruction before it */
        symbols_lookup(symbols, module->path, module->build_id, module->build_id_length,
                       pc - 1 - module->bias, frame);
    else
        frame->offset = pc;
}

/* A wrapper that calls libc, which asks: not a frame of the program's. */
static bool is_ours(const struct process *process, uint64_t pc)
{
    static const char name[] = "/libparibus.so";
    const struct module *module = process_module(process, pc - 1);
    size_t length = module ? strlen(module->path) : 0;
    return length >= sizeof name - 1 &&
           strcmp(module->path + length - (sizeof name - 1), name) == 0;
}

size_t explain_stack(const struct tree *tree, const struct event *event, struct symbols *symbols,
                     struct frame **frames)
{
    const struct process *process = tree_process(tree, event);
    *frames = NULL;
    if (event->stack == UINT32_MAX)
        return 0;
    const struct stack *stack = &process->stacks[event->stack];
    *frames = xcalloc(stack->count + 1, sizeof **frames);
    size_t count = 0;
    for (uint32_t i = 0; i < stack->count; i++) {
        if (!is_ours(process, stack->pc[i]))
            fill_frame(process, stack->pc[i], symbols, &(*frames)[count++]);
    }
    return count;
}

static char **copy_list(const char *const *list)
{
    size_t count = 0;
    char **copy = NULL;
    for (; list && *list; list++)
        *array_push(copy, count) = xstrdup(*list);
    *array_push(copy, count) = NULL;
    return copy;
}

/* One shell word: quoted only where it must be. */
void explain_word(struct text *line, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-+=./:,@%";
    text_puts(line, " ");
    if (*word && strspn(word, plain) == strlen(word)) {
        text_puts(line, word);
        return;
    }
    text_puts(line, "'");
    for (; *word; word++)
        text_puts(line, *word == '\'' ? "'\\''" : (char[]){*word, 0});
    text_puts(line, "'");
}

/* The time stamp counter is only looked at on request. */
static char *reproduce(const struct unit *unit, const char *call, char *const *command)
{
    struct text line = {0};
    if (!command)
        return NULL;
    text_printf(&line, "paribus run --keep-env all%s", strcmp(call, "rdtsc") == 0 ? " --tsc" : "");
    if (unit->id == unit_of_all(unit->source))
        text_printf(&line, " --vary %s --", source_name(unit->source));
    else
        text_printf(&line, " --free %016llx --", (unsigned long long)unit->id);
    for (; *command; command++)
        explain_word(&line, *command);
    return line.data;
}

void explain_evidence(struct cause *cause, char *sentence)
{
    size_t count = 0;
    while (cause->evidence && cause->evidence[count])
        count++;
    cause->evidence = xrealloc(cause->evidence, (count + 2) * sizeof *cause->evidence);
    cause->evidence[count] = sentence;
    cause->evidence[count + 1] = NULL;
}

static char *subject_of(const struct unit *unit, const struct event *event)
{
    if (unit->subject)
        return xstrdup(unit->subject);
    if (event && unit->source == SOURCE_dirorder && event->detail_length)
        return detail_text(event);
    return NULL;
}

/* As a person reads them: times to the second. */
static bool is_same_value(const struct event *a, const struct event *b)
{
    autofree char *left = explain_value(a);
    autofree char *right = explain_value(b);
    return strcmp(left, right) == 0;
}

/* The call that is named may have returned another value than the one that was seen. */
static char *value_sentence(const struct unit *unit, const struct event *event,
                            const struct suspect *seen)
{
    if (unit->source == SOURCE_timezone)
        return xasprintf("a date in the varied zone stands in the output (%s)", seen->form);
    if (!event)
        return xasprintf("its value stands in the output (%s)", seen->form);
    if (seen->event && !is_same_value(event, seen->event))
        return xasprintf("a value of it stands in the output (%s)", seen->form);
    bool beside = seen->number && call_row(event->call)->source == SOURCE_stat;
    autofree char *value =
        beside ? xasprintf("%lld", (long long)seen->value) : explain_value(event);
    return xasprintf("the value it returned, %s, stands in the output (%s)", value, seen->form);
}

void explain_cause(const struct tree *tree, const struct unit *unit, const struct event *event,
                   const struct suspect *seen, enum proof proof, struct symbols *symbols,
                   char *const *command, struct cause *cause)
{
    const struct call_row *row = event ? call_row(event->call) : NULL;
    uint32_t index = event ? event->process : unit->process;
    const struct process *process = index < tree->process_count ? &tree->processes[index] : NULL;
    bool whole = unit->id == unit_of_source(unit->source);
    *cause = (struct cause){.source = source_name(unit->source),
                            .call = row ? row->name : source_call(unit->source),
                            .proof = proof,
                            .occurrence = event && !whole ? event->nth : 1,
                            .unit = unit->id,
                            .subject = subject_of(unit, event),
                            .event = event,
                            .node = process ? index : UINT32_MAX};
    cause->process = xstrdup(process ? process->path : "");
    cause->argv = copy_list(process ? process->argv : NULL);
    cause->exe = xstrdup(process ? process->exe : "");
    cause->evidence = copy_list(NULL);
    if (event)
        cause->stack_count = explain_stack(tree, event, symbols, &cause->stack);
    if (seen && seen->form)
        explain_evidence(cause, value_sentence(unit, event, seen));
    cause->cure = cure_for(unit->source, cause->call, process ? process->exe : "", unit->subject);
    cause->reproduce = reproduce(unit, cause->call, command);
}
