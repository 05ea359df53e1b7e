#include "answer.h"
#include "first_program.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "behind.h"
#include "calls.h"
#include "command.h"
#include "coverage.h"
#include "explain.h"
#include "formats.h"
#include "repeat.h"
#include "terminal_links.h"
#include "util.h"

void answer_begin(struct answer *answer, const struct options *options, const struct tree *tree,
                  struct outputs *outputs, const char *const *roots)
{
    autofree char *here = realpath(options->tree ? options->tree : ".", NULL);
    *answer = (struct answer){.options = options, .tree = tree, .symbols = symbols_new(roots)};
    answer->report.outputs = outputs;
    if (here)
        symbols_relative_to(answer->symbols, here);
    answer->report.after = tree;
    answer->report.base = here ? xstrdup(here) : NULL;
}

/* What is freed as a whole has readers, not executions: which file was asked about is no matter. */
static bool is_same_reader(const struct unit *unit, const struct event *a, const struct event *b)
{
    return a == b || (a && b && unit->id == unit_of_source(unit->source) && a->spot == b->spot);
}

/*
 * Without an event the process tells the readers of one unit apart.  What is proven of one region
 * may be merely suspected of another: that is not the same.
 */
static size_t find_cause(const struct answer *answer, const struct unit *unit,
                         const struct event *event, enum proof proof)
{
    size_t at = 0;
    bool known = unit->process < answer->tree->process_count;
    const char *process = known ? answer->tree->processes[unit->process].path : "";
    while (at < answer->report.cause_count &&
           (answer->report.causes[at].unit != unit->id ||
            !is_same_reader(unit, answer->events[at], event) ||
            answer->report.causes[at].proof != proof ||
            (!event && strcmp(answer->report.causes[at].process, process) != 0)))
        at++;
    return at;
}

struct cause *answer_cause(struct answer *answer, struct report_region *region,
                           const struct unit *unit, const struct event *event,
                           const struct suspect *seen, enum proof proof, bool *fresh)
{
    size_t at = find_cause(answer, unit, event, proof);
    *fresh = at == answer->report.cause_count;
    *array_push(region->causes, region->cause_count) = at;
    if (!*fresh)
        return &answer->report.causes[at];
    size_t events = answer->report.cause_count;
    *array_push(answer->events, events) = event;
    struct cause *cause = array_push(answer->report.causes, answer->report.cause_count);
    explain_cause(answer->tree, unit, event, seen, proof, answer->symbols, answer->report.command,
                  cause);
    cause->reproduce = repeat_options(answer->options, cause->reproduce);
    return cause;
}

void answer_note(struct answer *answer, char *sentence)
{
    answer->report.notes =
        xrealloc(answer->report.notes, (answer->note_count + 2) * sizeof(char *));
    answer->report.notes[answer->note_count++] = sentence;
    answer->report.notes[answer->note_count] = NULL;
}

static void add_escape(struct answer *answer, const char *kind, char *text)
{
    for (size_t i = 0; i < answer->report.escape_count; i++) {
        if (strcmp(answer->report.escapes[i].text, text) == 0) {
            free(text);
            return;
        }
    }
    *array_push(answer->report.escapes, answer->report.escape_count) =
        (struct report_escape){kind, text};
}

/* Words with blanks between them, as escapes of the library's are shown. */
static char *command_line(char *const *argv)
{
    struct text line = {0};
    for (size_t i = 0; argv[i]; i++) {
        text_puts(&line, i ? " " : "");
        text_escape(&line, argv[i], strlen(argv[i]));
    }
    text_puts(&line, "");
    return line.data;
}

static void add_raw_calls(struct answer *answer, const struct tree *tree)
{
    char **calls = behind_calls(tree, answer->symbols);
    for (size_t i = 0; calls && calls[i]; i++)
        add_escape(answer, "raw", xstrdup(calls[i]));
    behind_free(calls);
    if (tree->audited && tree->raw_count == 0)
        answer_note(answer, xstrdup("audited: no system call of interest went past libc"));
}

void answer_coverage(struct answer *answer, const struct tree *tree)
{
    const struct coverage coverage = coverage_of(tree);
    char *const *command = answer->report.command;
    struct shortfall shortfall;
    if (!tree->counters)
        return;
    if (tree->counters->images == 0 && command)
        add_escape(answer, escape_name(first_program_obstacle(command[0])), command_line(command));
    for (size_t i = 0; i < tree->escape_count; i++)
        add_escape(answer, escape_name(tree->escapes[i].kind), xstrdup(tree->escapes[i].command));
    for (size_t i = 0; coverage_shortfall(tree->counters, i, &shortfall); i++)
        add_escape(answer, shortfall.kind,
                   xasprintf("%llu %s", (unsigned long long)shortfall.count, shortfall.what));
    add_raw_calls(answer, tree);
    answer->report.processes = coverage.processes;
    answer->report.covered = coverage.covered;
    answer->report.events = coverage.events;
    answer->report.dropped = coverage.dropped;
    answer->report.early = coverage.early;
}

uint64_t answer_innocent(const struct answer *answer, const struct units *units)
{
    uint64_t innocent = 0;
    for (size_t i = 0; i < units->count; i++) {
        bool accused = false;
        for (size_t c = 0; c < answer->report.cause_count; c++)
            accused |= answer->report.causes[c].unit == units->items[i].id;
        innocent += !accused && units->items[i].events > 0;
    }
    return innocent;
}

bool answer_is_threaded(const struct tree *tree)
{
    for (size_t i = 0; i < tree->lane_count; i++) {
        if (tree->lanes[i].thread && tree->lanes[i].count)
            return true;
    }
    return false;
}

#define LEAST_WIDTH 40
#define WIDTH       100 /* of what is no terminal */

/* What the user says, else the terminal. */
static unsigned width_of(FILE *to)
{
    struct winsize size;
    const char *columns = getenv("COLUMNS");
    char *end;
    unsigned long said = columns ? strtoul(columns, &end, 10) : 0;
    if (said >= LEAST_WIDTH && said <= USHRT_MAX && !*end)
        return (unsigned)said;
    if (isatty(fileno(to)) && ioctl(fileno(to), TIOCGWINSZ, &size) == 0 &&
        size.ws_col >= LEAST_WIDTH)
        return size.ws_col;
    return WIDTH;
}

static int exit_status(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_REPRODUCIBLE:
        return EXIT_REPRODUCIBLE;
    case VERDICT_DIVERGENT:
        return EXIT_DIVERGENT;
    case VERDICT_UNEXPLAINED:
    case VERDICT_UNDECIDED:
        return EXIT_UNDECIDED;
    }
    return EXIT_UNDECIDED;
}

static int write_answer(const struct format *format, FILE *to, const void *context)
{
    const struct answer *answer = context;
    const struct options *options = answer->options;
    char host[HOST_NAME_MAX + 1] = "";
    gethostname(host, sizeof host - 1);
    struct report_style style = {.colour = options_colour(options, to),
                                 .width = width_of(to),
                                 .timings = options->verbose,
                                 .links = terminal_follows_links(to) ? host : NULL};
    return format->report(&answer->report, &style, to);
}

int answer_print(const struct answer *answer)
{
    if (formats_write(answer->options, write_answer, answer) < 0)
        return EXIT_UNDECIDED;
    return exit_status(answer->report.verdict);
}

/* What belongs to others is not the report's to free. */
void answer_end(struct answer *answer)
{
    answer->report.command = NULL;
    answer->report.runs = NULL;
    answer->report.run_count = 0;
    report_free(&answer->report);
    symbols_free(answer->symbols);
    free(answer->events);
}
