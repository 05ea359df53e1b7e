#include "report_blame.h"

#include <stdlib.h>
#include "frames.h"
#include "report_words.h"
#include "tree.h"
#include "util.h"

/* --- sites --- */

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static uint64_t site_id(const struct cause *cause)
{
    return cause->event ? cause->event->site : 0;
}

static int by_site(const struct cause *a, const struct cause *b)
{
    int differs = order(a->unit, b->unit);
    if (!differs)
        differs = order(a->node, b->node);
    return differs ? differs : order(site_id(a), site_id(b));
}

static int compare(const void *a, const void *b)
{
    const struct cause *left = *(const struct cause *const *)a;
    const struct cause *right = *(const struct cause *const *)b;
    int differs = by_site(left, right);
    return differs ? differs : order((uintptr_t)left, (uintptr_t)right);
}

/* Per cause the first one at the same site. */
static size_t *leaders(const struct report *report)
{
    size_t count = report->cause_count, *leader = xcalloc(count + 1, sizeof *leader);
    autofree const struct cause **sorted = xcalloc(count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &report->causes[i];
    qsort(sorted, count, sizeof *sorted, compare);
    for (size_t i = 0, first = 0; i < count; i++) {
        first = i && by_site(sorted[i - 1], sorted[i]) == 0 ? first : i;
        leader[sorted[i] - report->causes] = (size_t)(sorted[first] - report->causes);
    }
    return leader;
}

/* The regions of a report are in the order of its outputs. */
static void add_region(struct blame_sites *sites, const struct report_region *region)
{
    for (size_t i = 0; i < region->cause_count; i++) {
        struct blame_site *site = &sites->items[sites->site_of[region->causes[i]]];
        if (site->count == 0 || site->outputs[site->count - 1] != region->output)
            *array_push(site->outputs, site->count) = region->output;
    }
}

void blame_sites(const struct report *report, struct blame_sites *sites)
{
    *sites = (struct blame_sites){.site_of = leaders(report)};
    for (size_t i = 0; i < report->cause_count; i++) {
        size_t leader = sites->site_of[i];
        if (leader == i) {
            sites->site_of[i] = sites->count;
            *array_push(sites->items, sites->count) = (struct blame_site){.cause = i};
        } else {
            sites->site_of[i] = sites->site_of[leader]; /* comes before, is set */
        }
        sites->items[sites->site_of[i]].causes++;
    }
    for (size_t i = 0; i < report->region_count; i++)
        add_region(sites, &report->regions[i]);
}

void blame_sites_free(struct blame_sites *sites)
{
    for (size_t i = 0; i < sites->count; i++)
        free(sites->items[i].outputs);
    free(sites->items);
    free(sites->site_of);
    *sites = (struct blame_sites){0};
}

char *blame_accusation(const struct report *report, const struct blame_site *site)
{
    struct cause cause = report->causes[site->cause];
    cause.occurrence = site->causes > 1 ? 1 : cause.occurrence; /* not of one execution alone */
    return report_accusation(&cause);
}

char *blame_names(const struct report *report, const struct blame_site *site, size_t most)
{
    struct text names = {0};
    text_puts(&names, "");
    for (size_t i = 0; i < site->count && i < most; i++)
        text_printf(&names, "%s%s", i ? ", " : "", report->outputs->items[site->outputs[i]].path);
    if (site->count > most)
        text_printf(&names, " and %zu more", site->count - most);
    return names.data;
}

/* --- outputs --- */

static void blame(struct blame *blame, size_t cause)
{
    for (size_t i = 0; i < blame->count; i++)
        if (blame->causes[i] == cause)
            return;
    *array_push(blame->causes, blame->count) = cause;
}

static size_t output_count(const struct report *report)
{
    return report->outputs ? report->outputs->count : 0;
}

struct blame *blame_outputs(const struct report *report)
{
    struct blame *blames = xcalloc(output_count(report) + 1, sizeof *blames);
    for (size_t i = 0; i < report->region_count; i++) {
        const struct report_region *region = &report->regions[i];
        struct blame *output = &blames[region->output];
        for (size_t c = 0; c < region->cause_count; c++)
            blame(output, region->causes[c]);
        if (!output->unexplained)
            output->unexplained = region->unexplained;
    }
    return blames;
}

void blame_outputs_free(const struct report *report, struct blame *blames)
{
    for (size_t i = 0; i < output_count(report); i++)
        free(blames[i].causes);
    free(blames);
}

const struct frame *blame_line(const struct cause *cause)
{
    if (!cause->stack_count)
        return NULL;
    const struct frame *frame = &cause->stack[frames_telling(cause->stack, cause->stack_count)];
    return frame->file && frame->line ? frame : NULL;
}
