/* The report as JUnit XML: one test case per output, a failure where it differs. */
#include "report.h"

#include <errno.h>
#include "quote.h"
#include "report_blame.h"
#include "report_words.h"
#include "util.h"

#define AROUND      24  /* bytes in front of what differs */
#define EXCERPT     240 /* bytes of one side */
#define DIVERGENCES 8   /* of one output */
#define CAUSES      8

/* The whole command, as one would say it. */
static void put_command(const struct report *report, FILE *to)
{
    quote_put(to, QUOTE_XML, report->command ? "paribus check:" : "paribus compare");
    for (size_t i = 0; report->command && report->command[i]; i++) {
        fputc(' ', to);
        quote_put(to, QUOTE_XML, report->command[i]);
    }
}

static void put_counts(const struct report *report, FILE *to)
{
    size_t count = report->outputs ? report->outputs->count : 0;
    fprintf(to, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\" time=\"0\"", count,
            report_differing(report));
}

/* The differing bytes of one side, with a little of what stands around them. */
static void put_side(const char *name, const char *data, size_t length, size_t lead, FILE *to)
{
    size_t from = lead > AROUND ? lead - AROUND : 0;
    size_t size = length > from ? length - from : 0;
    fprintf(to, "  %s: ", name);
    quote_bytes(to, QUOTE_XML, size ? data + from : "", size < EXCERPT ? size : EXCERPT);
    fputs(size > EXCERPT ? " ...\n" : "\n", to);
}

static void put_divergence(const struct divergence *d, FILE *to)
{
    if (d->member)
        quote_printf(to, QUOTE_XML, "%s, ", d->member);
    if (d->line)
        fprintf(to, "line %u\n", d->line);
    else
        fprintf(to, "byte %llu\n", (unsigned long long)d->offset);
    put_side("a", d->a, d->a_length, d->a_lead, to);
    put_side("b", d->b, d->b_length, d->b_lead, to);
}

static void put_cause(const struct cause *cause, FILE *to)
{
    autofree char *who = report_accusation(cause);
    quote_printf(to, QUOTE_XML, "%s: %s: %s", proof_word(cause->proof), cause->source, who);
    fputc('\n', to);
    quote_printf(to, QUOTE_XML, "process: %s", cause->process ? cause->process : "");
    fputc('\n', to);
    for (size_t i = 0; cause->evidence && cause->evidence[i]; i++, fputc('\n', to))
        quote_printf(to, QUOTE_XML, "  %s", cause->evidence[i]);
    if (cause->cure)
        quote_printf(to, QUOTE_XML, "cure: %s", cause->cure), fputc('\n', to);
    if (cause->reproduce)
        quote_printf(to, QUOTE_XML, "show it again: %s", cause->reproduce), fputc('\n', to);
}

static void put_places(const struct output *output, FILE *to)
{
    for (size_t i = 0; i < output->divergence_count && i < DIVERGENCES; i++)
        put_divergence(&output->divergences[i], to);
    if (output->divergence_count > DIVERGENCES)
        fprintf(to, "and in %zu more places\n", output->divergence_count - DIVERGENCES);
}

static void put_causes(const struct report *report, const struct blame *blame, FILE *to)
{
    for (size_t i = 0; i < blame->count && i < CAUSES; i++)
        put_cause(&report->causes[blame->causes[i]], to);
    if (blame->count > CAUSES)
        fprintf(to, "and %zu more cause%s\n", blame->count - CAUSES,
                blame->count == CAUSES + 1 ? "" : "s");
}

static void put_failure(const struct report *report, const struct output *output,
                        const struct blame *blame, FILE *to)
{
    const struct cause *cause = blame->count ? &report->causes[blame->causes[0]] : NULL;
    autofree char *who = cause ? report_accusation(cause) : NULL;
    const char *why = blame->unexplained ? blame->unexplained : "no cause found";
    fputs(">\n      <failure message=\"", to);
    quote_printf(to, QUOTE_XML, "differs (%s): %s", state_word(output->state), who ? who : why);
    fprintf(to, "\" type=\"%s\">", cause ? cause->source : "unexplained");
    put_places(output, to);
    put_causes(report, blame, to);
    fputs("</failure>\n    </testcase>\n", to);
}

static void put_case(const struct report *report, const struct output *output,
                     const struct blame *blame, FILE *to)
{
    fputs("    <testcase classname=\"paribus\" name=\"", to);
    quote_put(to, QUOTE_XML, output->path);
    fputs("\" time=\"0\"", to);
    if (output->state == OUTPUT_EQUAL)
        fputs("/>\n", to);
    else
        put_failure(report, output, blame, to);
}

static void put_summary(const struct report *report, FILE *to)
{
    autofree char *result = report_result(report);
    fputs("    <system-out>", to);
    quote_printf(to, QUOTE_XML, "%s: %s", verdict_word(report->verdict), result);
    for (size_t i = 0; report->notes && report->notes[i]; i++)
        fputc('\n', to), quote_printf(to, QUOTE_XML, "note: %s", report->notes[i]);
    for (size_t i = 0; i < report->escape_count; i++) {
        fputc('\n', to);
        quote_printf(to, QUOTE_XML, "not covered: %s: %s", report->escapes[i].kind,
                     report->escapes[i].text);
    }
    fputs("</system-out>\n", to);
}

int report_junit(const struct report *report, const struct report_style *style, FILE *to)
{
    struct blame *blames = blame_outputs(report);
    (void)style;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", to);
    put_counts(report, to);
    fputs(">\n  <testsuite name=\"", to);
    put_command(report, to);
    fputs("\"", to);
    put_counts(report, to);
    fputs(">\n", to);
    for (size_t i = 0; report->outputs && i < report->outputs->count; i++)
        put_case(report, &report->outputs->items[i], &blames[i], to);
    blame_outputs_free(report, blames);
    put_summary(report, to);
    fputs("  </testsuite>\n</testsuites>\n", to);
    return ferror(to) ? -EIO : 0;
}
