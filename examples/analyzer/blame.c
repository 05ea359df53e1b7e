/*
 * What a JSON report accuses, one line each; then, of two kept runs, which outputs differ and how
 * many calls each run made of every source.
 *   blame REPORT.json [RUN RUN]
 */
#include <paribus/analyzer.h>
#include <stdio.h>
#include <string.h>

static int complain(void)
{
    fprintf(stderr, "blame: %s\n", paribus_error());
    return 3;
}

static int show_report(const char *file)
{
    paribus_report *report = paribus_report_open(file);
    if (!report)
        return complain();
    printf("%s\n", paribus_report_verdict(report));
    for (size_t o = 0; o < paribus_report_outputs(report); o++) {
        for (size_t c = 0; c < paribus_output_causes(report, o); c++)
            printf("%s: %s, %s by %s at %s:%u\n", paribus_output_path(report, o),
                   paribus_cause_verdict(report, o, c), paribus_cause_source(report, o, c),
                   paribus_cause_call(report, o, c), paribus_cause_file(report, o, c),
                   paribus_cause_line(report, o, c));
    }
    paribus_report_close(report);
    return 0;
}

struct tally {
    const char *source;
    unsigned long count;
};

static int count_source(const paribus_event *event, void *context)
{
    struct tally *tally = context;
    tally->count += strcmp(paribus_event_source(event), tally->source) == 0;
    return 0;
}

static int print_difference(const char *path, const char *state, void *context)
{
    (void)context;
    if (strcmp(state, "equal") != 0)
        printf("%s: %s\n", path, state);
    return 0;
}

static int show_runs(const char *first, const char *second)
{
    struct tally clock = {"time", 0};
    paribus_run *a = paribus_run_open(first), *b = paribus_run_open(second);
    if (!a || !b)
        return complain();
    paribus_run_each_event(a, count_source, &clock);
    printf("%s: %zu processes, %lu readings of the clock, time is '%s'\n",
           paribus_run_command(a)[0], paribus_run_processes(a), clock.count,
           paribus_run_mode(a, "time"));
    int result = paribus_runs_compare(a, b, print_difference, NULL);
    paribus_run_close(a);
    paribus_run_close(b);
    return result < 0 ? complain() : 0;
}

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 4) {
        fprintf(stderr, "usage: blame REPORT.json [RUN RUN]\n");
        return 2;
    }
    int status = show_report(argv[1]);
    return status || argc == 2 ? status : show_runs(argv[2], argv[3]);
}
