#include "report_blame.h"

#include "frames.h"
#include "util.h"

static bool accuses(const struct report_region *region, size_t cause)
{
    for (size_t i = 0; i < region->cause_count; i++)
        if (region->causes[i] == cause)
            return true;
    return false;
}

/* The regions of a report are in the order of its outputs. */
size_t *blame_outputs(const struct report *report, size_t cause, size_t *count)
{
    size_t *outputs = NULL;
    *count = 0;
    for (size_t i = 0; i < report->region_count; i++) {
        const struct report_region *region = &report->regions[i];
        bool known = *count && outputs[*count - 1] == region->output;
        if (!known && accuses(region, cause))
            *array_push(outputs, *count) = region->output;
    }
    return outputs;
}

struct blame *blame_first(const struct report *report)
{
    size_t count = report->outputs ? report->outputs->count : 0;
    struct blame *first = xcalloc(count + 1, sizeof *first);
    for (size_t i = report->region_count; i-- > 0;) {
        const struct report_region *region = &report->regions[i];
        struct blame *blame = &first[region->output];
        if (region->cause_count)
            blame->cause = &report->causes[region->causes[0]];
        if (region->unexplained)
            blame->unexplained = region->unexplained;
    }
    return first;
}

const struct frame *blame_line(const struct cause *cause)
{
    if (!cause->stack_count)
        return NULL;
    const struct frame *frame = &cause->stack[frames_telling(cause->stack, cause->stack_count)];
    return frame->file && frame->line ? frame : NULL;
}

char *blame_names(const struct report *report, size_t cause, size_t most)
{
    struct text names = {0};
    size_t count;
    autofree size_t *outputs = blame_outputs(report, cause, &count);
    text_puts(&names, "");
    for (size_t i = 0; i < count && i < most; i++)
        text_printf(&names, "%s%s", i ? ", " : "", report->outputs->items[outputs[i]].path);
    if (count > most)
        text_printf(&names, " and %zu more", count - most);
    return names.data;
}
