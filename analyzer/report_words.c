#include "report_words.h"

#include <string.h>
#include "frames.h"
#include "util.h"

const char *verdict_word(enum verdict verdict)
{
    static const char *const words[] = {[VERDICT_REPRODUCIBLE] = "reproducible",
                                        [VERDICT_DIVERGENT] = "divergent",
                                        [VERDICT_UNEXPLAINED] = "unexplained",
                                        [VERDICT_UNDECIDED] = "undecided"};
    return words[verdict];
}

const char *proof_word(enum proof proof)
{
    return proof == PROOF_PROVEN ? "proven" : "suspected";
}

const char *state_word(enum output_state state)
{
    static const char *const words[] = {
        [OUTPUT_EQUAL] = "equal",   [OUTPUT_CONTENT] = "content", [OUTPUT_ONLY_A] = "only-a",
        [OUTPUT_ONLY_B] = "only-b", [OUTPUT_TYPE] = "type",       [OUTPUT_MODE] = "mode",
        [OUTPUT_TARGET] = "target", [OUTPUT_RENAMED] = "renamed"};
    return words[state];
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

/* Where code lies that belongs to no file says nothing, and is another place in another run. */
static void add_place(struct text *line, const struct frame *frame)
{
    const char *module = frame->module ? last_part(frame->module) : "code made at run time";
    if (frame->function)
        text_printf(line, "%s()", frame->function);
    if (frame->file && frame->line)
        text_printf(line, "%s%s:%u", frame->function ? " at " : "", frame->file, frame->line);
    else if (frame->function)
        text_printf(line, " of %s", module);
    else if (frame->module)
        text_printf(line, "%s+0x%llx", module, (unsigned long long)frame->offset);
    else
        text_puts(line, module);
}

static bool is_elsewhere(const struct frame *frame, const struct frame *other)
{
    return !frame->module || !other->module || strcmp(frame->module, other->module) != 0;
}

/* By which function of a library the call was made: "__readdir64() of libc.so.6". */
static void add_way(struct text *line, const struct frame *frame)
{
    if (frame->function && frame->module)
        text_printf(line, "%s() of %s", frame->function, last_part(frame->module));
    else
        add_place(line, frame);
}

/* The line a person should look at comes first. */
char *report_accusation(const struct cause *cause)
{
    struct text line = {0};
    size_t telling = frames_telling(cause->stack, cause->stack_count);
    text_puts(&line, cause->call);
    if (cause->subject)
        text_printf(&line, "(%s)", cause->subject);
    if (cause->stack_count) {
        text_puts(&line, " in ");
        add_place(&line, &cause->stack[telling]);
    }
    if (telling > 0 && is_elsewhere(&cause->stack[0], &cause->stack[telling])) {
        text_puts(&line, ", through ");
        add_way(&line, &cause->stack[0]);
    }
    if (cause->occurrence > 1)
        text_printf(&line, " (call number %u there)", cause->occurrence);
    return line.data;
}

size_t report_differing(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; report->outputs && i < report->outputs->count; i++)
        count += report->outputs->items[i].state != OUTPUT_EQUAL;
    return count;
}

static size_t proven(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; i < report->cause_count; i++)
        count += report->causes[i].proof == PROOF_PROVEN;
    return count;
}

char *report_result(const struct report *report)
{
    size_t all = report->outputs ? report->outputs->count : 0, bad = report_differing(report);
    size_t causes = report->cause_count, sure = proven(report);
    if (bad == 0)
        return xasprintf("%zu output%s compared, none differs", all, plural(all));
    if (causes == 0)
        return xasprintf("%zu of %zu output%s differ%s, no cause found", bad, all, plural(all),
                         bad == 1 ? "s" : "");
    return xasprintf("%zu of %zu output%s differ%s, %zu cause%s, %zu proven", bad, all, plural(all),
                     bad == 1 ? "s" : "", causes, plural(causes), sure);
}
