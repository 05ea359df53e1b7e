/* The report as numbers: OpenMetrics text, which Prometheus' older format reads as well. */
#include "report.h"

#include <errno.h>
#include <string.h>
#include "calls.h"
#include "quote.h"
#include "report_words.h"
#include "util.h"

static void head(FILE *to, const char *name, const char *help)
{
    fprintf(to, "# TYPE paribus_%s gauge\n# HELP paribus_%s %s\n", name, name, help);
}

static void gauge(FILE *to, const char *name, const char *help, uint64_t value)
{
    head(to, name, help);
    fprintf(to, "paribus_%s %llu\n", name, (unsigned long long)value);
}

static void put_verdict(const struct report *report, FILE *to)
{
    head(to, "verdict", "1 for the verdict of this report.");
    for (int i = VERDICT_REPRODUCIBLE; i <= VERDICT_UNDECIDED; i++)
        fprintf(to, "paribus_verdict{verdict=\"%s\"} %d\n", verdict_word((enum verdict)i),
                report->verdict == (enum verdict)i);
}

static void put_command(const struct report *report, FILE *to)
{
    struct text line = {0};
    for (size_t i = 0; report->command && report->command[i]; i++)
        text_printf(&line, "%s%s", i ? " " : "", report->command[i]);
    head(to, "command", "Always 1; the command that was checked.");
    fputs("paribus_command{command=\"", to);
    quote_put(to, QUOTE_LABEL, line.data ? line.data : "");
    fputs("\"} 1\n", to);
    text_free(&line);
}

static void put_outputs(const struct report *report, FILE *to)
{
    uint64_t count[OUTPUT_RENAMED + 1] = {0};
    for (size_t i = 0; report->outputs && i < report->outputs->count; i++)
        count[report->outputs->items[i].state]++;
    head(to, "outputs", "Outputs by how they compare.");
    for (int i = OUTPUT_EQUAL; i <= OUTPUT_RENAMED; i++)
        fprintf(to, "paribus_outputs{state=\"%s\"} %llu\n", state_word((enum output_state)i),
                (unsigned long long)count[i]);
}

static uint64_t causes_of(const struct report *report, const char *source, enum proof proof)
{
    uint64_t count = 0;
    for (size_t i = 0; i < report->cause_count; i++)
        count += report->causes[i].proof == proof && strcmp(report->causes[i].source, source) == 0;
    return count;
}

static void put_causes(const struct report *report, FILE *to)
{
    head(to, "causes", "Call sites accused, by source and how sure that is.");
    for (int source = 0; source < SOURCE_COUNT; source++)
        for (int proof = PROOF_SUSPECTED; proof <= PROOF_PROVEN; proof++) {
            const char *name = source_name((enum source)source);
            fprintf(to, "paribus_causes{source=\"%s\",verdict=\"%s\"} %llu\n", name,
                    proof_word((enum proof)proof),
                    (unsigned long long)causes_of(report, name, (enum proof)proof));
        }
}

static uint64_t unexplained(const struct report *report)
{
    uint64_t count = 0;
    for (size_t i = 0; i < report->region_count; i++)
        count += report->regions[i].cause_count == 0;
    return count;
}

int report_openmetrics(const struct report *report, const struct report_style *style, FILE *to)
{
    (void)style;
    put_verdict(report, to);
    put_command(report, to);
    put_outputs(report, to);
    put_causes(report, to);
    gauge(to, "regions", "Places where outputs differ.", report->region_count);
    gauge(to, "regions_unexplained", "Of them those without a cause.", unexplained(report));
    gauge(to, "processes", "Process images that were started.", report->processes);
    gauge(to, "processes_covered", "Of them those whose calls were seen.", report->covered);
    gauge(to, "events", "Calls recorded.", report->events);
    gauge(to, "events_dropped", "Calls that could not be recorded.", report->dropped);
    gauge(to, "events_early", "Calls too early to hold.", report->early);
    gauge(to, "innocent", "Calls that differed and reached no output.", report->innocent);
    gauge(to, "runs", "Runs made.", report->run_count);
    fputs("# EOF\n", to);
    return ferror(to) ? -EIO : 0;
}
