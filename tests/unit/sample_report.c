#include "sample_report.h"

#include <stdlib.h>
#include <string.h>
#include "util.h"

#define LEAD "built on " /* context in front of a region */

static char **list(const char *a, const char *b, const char *c)
{
    char **items = xcalloc(4, sizeof *items);
    items[0] = a ? xstrdup(a) : NULL;
    items[1] = b ? xstrdup(b) : NULL;
    items[2] = c ? xstrdup(c) : NULL;
    return items;
}

static struct divergence region(const char *member, const char *a, const char *b, unsigned line)
{
    size_t lead = strncmp(a, LEAD, strlen(LEAD)) == 0 ? strlen(LEAD) : 0;
    return (struct divergence){.member = member ? xstrdup(member) : NULL,
                               .offset = 4712,
                               .length = strlen(a) - lead,
                               .offset_b = 4712,
                               .length_b = strlen(b) - lead,
                               .line = line,
                               .a = xstrdup(a),
                               .b = xstrdup(b),
                               .a_length = strlen(a),
                               .b_length = strlen(b),
                               .a_lead = lead,
                               .b_lead = lead};
}

static struct output output(const char *path, enum output_state state, size_t count)
{
    return (struct output){.path = xstrdup(path),
                           .state = state,
                           .divergences = xcalloc(count + 1, sizeof(struct divergence)),
                           .divergence_count = count};
}

static struct outputs *sample_outputs(void)
{
    struct outputs *outputs = xcalloc(1, sizeof *outputs);
    outputs->count = 4;
    outputs->items = xcalloc(4, sizeof *outputs->items);
    outputs->items[0] = output("out/app", OUTPUT_CONTENT, 2);
    outputs->items[0].divergences[0] =
        region(NULL, "built on 2020-01-01 00:00", "built on 2031-07-14 09:41", 12);
    outputs->items[0].divergences[1] = region(NULL, "x\xff\x1b", "y\xfe\x1b", 0);
    outputs->items[1] = output("out/lib.a", OUTPUT_CONTENT, 1);
    outputs->items[1].divergences[0] = region("app.o (header)", "1577836800", "1941874860", 0);
    outputs->items[2] = output("out/log", OUTPUT_ONLY_B, 1);
    outputs->items[2].divergences[0] = (struct divergence){
        .a = xstrdup("missing"), .b = xstrdup("a file of 12 bytes"), .a_length = 7, .b_length = 18};
    outputs->items[3] = output("out/same", OUTPUT_EQUAL, 0);
    return outputs;
}

static void sample_cause(struct cause *cause)
{
    *cause =
        (struct cause){.source = "time",
                       .call = "clock_gettime",
                       .proof = PROOF_PROVEN,
                       .occurrence = 1,
                       .process = xstrdup("make > sh > date"),
                       .argv = list("date", "+%F", NULL),
                       .exe = xstrdup("/usr/bin/date"),
                       .stack = xcalloc(2, sizeof(struct frame)),
                       .stack_count = 2,
                       .evidence = list("with only this call free, the region differs",
                                        "with everything free but this call, it is equal", NULL),
                       .cure = xstrdup("set SOURCE_DATE_EPOCH"),
                       .reproduce = xstrdup("paribus check --free 00000000000000ab -- make"),
                       .unit = 0xab,
                       .node = UINT32_MAX};
    cause->stack[0] = (struct frame){xstrdup("time"), NULL, 0,
                                     xstrdup("/usr/lib/x86_64-linux-gnu/libc.so.6"), 0x1234};
    cause->stack[1] = (struct frame){xstrdup("stamp"), xstrdup("src/stamp.c"), 12,
                                     xstrdup("/usr/bin/date"), 0x42};
}

static void sample_regions(struct report *report)
{
    static const size_t place[4][2] = {{0, 0}, {0, 1}, {1, 0}, {2, 0}};
    report->region_count = 4;
    report->regions = xcalloc(4, sizeof *report->regions);
    for (size_t i = 0; i < 4; i++) {
        struct report_region *region = &report->regions[i];
        region->output = place[i][0];
        region->divergence = place[i][1];
        region->causes = xcalloc(1, sizeof *region->causes);
        region->cause_count = i < 3;
    }
    report->regions[3].unexplained = xstrdup("the static program /usr/bin/x was not covered");
}

struct report sample_report(void)
{
    struct report report = {.verdict = VERDICT_DIVERGENT,
                            .command = list("make", "all", NULL),
                            .outputs = sample_outputs(),
                            .causes = xcalloc(1, sizeof(struct cause)),
                            .cause_count = 1,
                            .escapes = xcalloc(1, sizeof(struct report_escape)),
                            .escape_count = 1,
                            .notes = list("process ids are not pinned here", NULL, NULL),
                            .processes = 41,
                            .covered = 40,
                            .events = 1234,
                            .innocent = 17,
                            .runs = xcalloc(3, sizeof(struct report_run)),
                            .run_count = 3};
    sample_cause(&report.causes[0]);
    sample_regions(&report);
    report.escapes[0] = (struct report_escape){"static", xstrdup("/usr/bin/x --yes")};
    report.runs[0] = (struct report_run){.purpose = "pinned", .seconds = 1.25};
    report.runs[1] = (struct report_run){.purpose = "pinned again", .seconds = 1.5};
    report.runs[2] = (struct report_run){.purpose = "varied", .seconds = 1.75, .status = 2};
    return report;
}

char *sample_render(int (*render)(const struct report *, const struct report_style *, FILE *),
                    const struct report *report, const struct report_style *style)
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);
    int error = render(report, style, to);
    fclose(to);
    return error ? NULL : text;
}
