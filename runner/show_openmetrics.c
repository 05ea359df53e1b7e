/* A kept run as numbers: calls by source, coverage, outputs. */
#include <errno.h>
#include "calls.h"
#include "coverage.h"
#include "show.h"

static void gauge(FILE *to, const char *name, const char *help, uint64_t value)
{
    fprintf(to, "# TYPE paribus_run_%s gauge\n# HELP paribus_run_%s %s\nparibus_run_%s %llu\n",
            name, name, help, name, (unsigned long long)value);
}

static void put_calls(const struct shown *shown, FILE *to)
{
    uint64_t count[SOURCE_COUNT] = {0};
    for (size_t i = 0; i < shown->tree.spot_count; i++) {
        const struct call_row *row = call_row(shown->tree.spots[i].call);
        if (row)
            count[row->source] += shown->tree.spots[i].count;
    }
    fputs("# TYPE paribus_run_calls gauge\n# HELP paribus_run_calls Calls recorded.\n", to);
    for (int source = 0; source < SOURCE_COUNT; source++)
        fprintf(to, "paribus_run_calls{source=\"%s\"} %llu\n", source_name((enum source)source),
                (unsigned long long)count[source]);
}

int show_openmetrics(const struct shown *shown, FILE *to)
{
    const struct run_shared *counters = shown->tree.counters;
    const struct coverage coverage = coverage_of(&shown->tree);
    put_calls(shown, to);
    gauge(to, "status", "Exit status, or 128 and the signal.", (uint64_t)shown->file.status);
    gauge(to, "outputs", "Files the run left, its streams and its status.", shown->outputs.count);
    gauge(to, "processes", "Process images seen.", coverage.processes);
    gauge(to, "processes_covered", "Of them those whose calls were seen.", coverage.covered);
    gauge(to, "events_dropped", "Calls that could not be recorded.", counters->dropped);
    gauge(to, "events_early", "Calls too early to hold.", counters->early);
    fputs("# EOF\n", to);
    return ferror(to) ? -EIO : 0;
}
