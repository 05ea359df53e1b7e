#include "coverage.h"
#include "util.h"

/* The first process was started by the runner, without an exec that was counted. */
static uint64_t lost_in(const struct run_shared *counters)
{
    uint64_t expected = counters->execs + 1;
    return counters->images && expected > counters->entered ? expected - counters->entered : 0;
}

struct coverage coverage_of(const struct tree *tree)
{
    const struct run_shared *counters = tree->counters;
    if (!counters)
        return (struct coverage){0};
    uint64_t lost = lost_in(counters);
    return (struct coverage){
        .processes = counters->images + counters->escapes + lost,
        .covered = counters->images,
        .lost = lost,
        .events = tree->event_count,
        .dropped = counters->dropped + tree->torn,
        .early = counters->early,
    };
}

bool coverage_shortfall(const struct run_shared *counters, size_t nth, struct shortfall *shortfall)
{
    if (!counters)
        return false;
    const struct {
        const char *kind, *one, *many;
        uint64_t count;
    } all[] = {
        {"lost", "program could be entered and did not report",
         "programs could be entered and did not report", lost_in(counters)},
        {"untraced", "process could not write a trace", "processes could not write a trace",
         counters->untraced},
        {"patch", "entry patch was refused", "entry patches were refused", counters->refused},
        {"pid", "process id could not be chosen", "process ids could not be chosen",
         counters->pid_missed},
        {"random", "random stream could not be served", "random streams could not be served",
         counters->entropy_missed},
        {"dirorder", "directory could not be ordered", "directories could not be ordered",
         counters->unsorted},
        {"time", "time a clock was moved on for who did more and more to see it move",
         "times a clock was moved on for who did more and more to see it move", counters->leaps},
        {"stat", "file could not be given a number of its own",
         "files could not be given a number of their own", counters->unnumbered},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].count == 0 || nth-- != 0)
            continue;
        const char *what = all[i].count == 1 ? all[i].one : all[i].many;
        *shortfall = (struct shortfall){all[i].kind, what, all[i].count};
        return true;
    }
    return false;
}

char *coverage_line(const struct coverage *coverage)
{
    struct text line = {0};
    text_printf(&line, "%llu process%s, %llu covered", (unsigned long long)coverage->processes,
                coverage->processes == 1 ? "" : "es", (unsigned long long)coverage->covered);
    if (coverage->processes > coverage->covered)
        text_printf(&line, ", %llu not",
                    (unsigned long long)(coverage->processes - coverage->covered));
    return line.data;
}
