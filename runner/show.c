#include "show.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "behind.h"
#include "calls.h"
#include "coverage.h"
#include "events.h"
#include "explain.h"
#include "frames.h"
#include "perform.h"
#include "util.h"

/* --- counting --- */

static int source_of(const struct event *event)
{
    const struct call_row *row = call_row(event->call);
    return row ? (int)row->source : SOURCE_COUNT;
}

static int by_site(const void *a, const void *b)
{
    const struct event *left = ((const struct shown_site *)a)->first;
    const struct event *right = ((const struct shown_site *)b)->first;
    if (source_of(left) != source_of(right))
        return source_of(left) - source_of(right);
    if (left->process != right->process)
        return left->process < right->process ? -1 : 1;
    if (left->call != right->call)
        return left->call < right->call ? -1 : 1;
    if (left->site != right->site)
        return left->site < right->site ? -1 : 1;
    return (left->order > right->order) - (left->order < right->order);
}

static bool same_site(const struct event *a, const struct event *b)
{
    return a->process == b->process && a->call == b->call && a->site == b->site;
}

void show_collect(struct shown *shown)
{
    const struct tree *tree = &shown->tree;
    struct shown_site *sites = xcalloc(tree->spot_count + 1, sizeof *sites);
    size_t kept = 0;
    autostream struct stream stream;
    struct event event;
    stream_begin(&stream, tree);
    while (stream_next(&stream, &event)) {
        if (event.nth == 1)
            sites[event.spot] =
                (struct shown_site){events_hold(tree, &event), tree->spots[event.spot].count};
    }
    qsort(sites, tree->spot_count, sizeof *sites, by_site);
    for (size_t i = 0; i < tree->spot_count; i++) {
        if (kept && same_site(sites[kept - 1].first, sites[i].first))
            sites[kept - 1].count += sites[i].count;
        else
            sites[kept++] = sites[i];
    }
    shown->sites = sites;
    shown->site_count = kept;
}

/* --- text --- */

static void add_frame(struct text *text, const struct frame *frame)
{
    if (frame->function)
        text_printf(text, "%s", frame->function);
    else if (frame->module)
        text_printf(text, "%s+0x%llx", frame->module, (unsigned long long)frame->offset);
    if (frame->file && frame->line)
        text_printf(text, " at %s:%u", frame->file, frame->line);
}

char *show_place(const struct shown *shown, const struct event *event)
{
    struct text text = {0};
    struct frame *frames;
    size_t count = explain_stack(&shown->tree, event, shown->symbols, &frames);
    text_puts(&text, "");
    if (count)
        add_frame(&text, &frames[frames_telling(frames, count)]);
    for (size_t i = 0; i < count; i++)
        frame_free(&frames[i]);
    free(frames);
    return text.data;
}

static void print_escaped(FILE *to, const char *data, size_t length)
{
    struct text text = {0};
    text_escape(&text, data, length);
    fputs(text.data ? text.data : "", to);
    text_free(&text);
}

static void print_words(FILE *to, const char *const *words)
{
    for (; words && *words; words++) {
        fputc(' ', to);
        print_escaped(to, *words, strlen(*words));
    }
}

static void print_processes(const struct shown *shown, FILE *to)
{
    fprintf(to, "processes: %zu\n", shown->tree.process_count);
    for (size_t i = 0; i < shown->tree.process_count; i++) {
        const struct process *process = &shown->tree.processes[i];
        int depth = 1;
        for (int64_t up = process->creator; up >= 0 && depth < 40; depth++)
            up = shown->tree.processes[up].creator;
        fprintf(to, "%*s%s", 2 * depth, "", process->forked ? "(fork)" : "");
        print_words(to, process->argv);
        fputc('\n', to);
    }
}

static void print_value(FILE *to, const struct event *event)
{
    autofree char *value = explain_value(event);
    fputs(value, to);
    if (event->error)
        fprintf(to, " (%s)", strerror(event->error));
}

static void print_site(const struct shown *shown, const struct shown_site *site, FILE *to)
{
    const struct event *event = site->first;
    const struct call_row *row = call_row(event->call);
    autofree char *place = show_place(shown, event);
    fprintf(to, "  %-9s %-14s %6llux  ", row ? source_name(row->source) : "?",
            row ? row->name : "?", (unsigned long long)site->count);
    print_escaped(to, tree_process(&shown->tree, event)->path,
                  strlen(tree_process(&shown->tree, event)->path));
    if (*place)
        fprintf(to, "  in %s", place);
    fputs("  = ", to);
    print_value(to, event);
    fputc('\n', to);
}

static void print_event(const struct shown *shown, const struct event *event, FILE *to)
{
    const struct call_row *row = call_row(event->call);
    const char *path = tree_process(&shown->tree, event)->path;
    print_escaped(to, path, strlen(path));
    fprintf(to, "\t%s\t%s\t%u\t%s\t", row ? row->name : "?", mode_name(event->mode), event->nth,
            event->thread ? "thread" : "main");
    print_value(to, event);
    fputc('\n', to);
}

static void print_events(const struct shown *shown, FILE *to)
{
    autostream struct stream stream;
    struct event event;
    fprintf(to, "events: %llu\n", (unsigned long long)shown->tree.event_count);
    stream_begin(&stream, &shown->tree);
    while (stream_next(&stream, &event))
        print_event(shown, &event, to);
}

static void print_outputs(const struct shown *shown, FILE *to)
{
    fprintf(to, "outputs: %zu\n", shown->outputs.count);
    for (size_t i = 0; i < shown->outputs.count; i++) {
        fputs("  ", to);
        print_escaped(to, shown->outputs.items[i].path, strlen(shown->outputs.items[i].path));
        fputc('\n', to);
    }
}

static void print_raw_calls(const struct shown *shown, FILE *to)
{
    char **calls = behind_calls(&shown->tree, shown->symbols);
    for (size_t i = 0; calls && calls[i]; i++)
        fprintf(to, "raw: %s\n", calls[i]);
    behind_free(calls);
    if (shown->tree.audited && shown->tree.raw_count == 0)
        fputs("audited: no system call of interest went past libc\n", to);
}

/* What was not covered, then the line that sums it up. */
static void print_coverage(const struct shown *shown, FILE *to)
{
    const struct tree *tree = &shown->tree;
    const struct coverage coverage = coverage_of(tree);
    struct shortfall shortfall;
    autofree char *line = coverage_line(&coverage);
    autofree char *left_behind = perform_left_behind(shown->file.left_behind);
    if (shown->file.left_behind)
        fprintf(to, "%s\n", left_behind);
    for (size_t i = 0; i < tree->escape_count; i++) {
        fprintf(to, "not covered: %s ", escape_name(tree->escapes[i].kind));
        print_escaped(to, tree->escapes[i].command, strlen(tree->escapes[i].command));
        fputc('\n', to);
    }
    for (size_t i = 0; coverage_shortfall(tree->counters, i, &shortfall); i++)
        fprintf(to, "%s: %llu %s\n", shortfall.kind, (unsigned long long)shortfall.count,
                shortfall.what);
    print_raw_calls(shown, to);
    fprintf(to, "events %llu, dropped %llu, unfinished %llu, early %llu, patches refused %llu\n",
            (unsigned long long)tree->event_count, (unsigned long long)tree->counters->dropped,
            (unsigned long long)tree->torn, (unsigned long long)tree->counters->early,
            (unsigned long long)tree->counters->refused);
    fprintf(to, "coverage: %s\n", line);
}

int show_text(const struct shown *shown, FILE *to)
{
    fputs("command:", to);
    print_words(to, (const char *const *)shown->file.argv);
    fprintf(to, "\nexit status: %d\n", shown->file.status);
    print_processes(shown, to);
    fprintf(to, "calls, by source, process and site: %zu\n", shown->site_count);
    for (size_t i = 0; i < shown->site_count; i++)
        print_site(shown, &shown->sites[i], to);
    if (shown->options->events)
        print_events(shown, to);
    print_outputs(shown, to);
    print_coverage(shown, to);
    return ferror(to) ? -EIO : 0;
}

void show_free(struct shown *shown)
{
    symbols_free(shown->symbols);
    outputs_free(&shown->outputs);
    tree_free(&shown->tree);
    runfile_free(&shown->file);
    free(shown->sites);
}
