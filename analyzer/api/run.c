/* Kept runs, as analyzer.h shows them. */
#include <stdlib.h>
#include <string.h>
#include "analyzer.h"
#include "calls.h"
#include "api_error.h"
#include "events.h"
#include "outputs.h"
#include "report_words.h"
#include "runfile.h"
#include "util.h"

struct paribus_run {
    char *left;
    struct runfile file;
    struct tree tree;
};

struct paribus_event {
    const struct tree *tree;
    struct event event;
};

/* --- opened and closed --- */

paribus_run *paribus_run_open(const char *directory)
{
    paribus_run *run = xcalloc(1, sizeof *run);
    char *what = NULL;
    int error = tree_load(directory, &run->tree, &what);
    if (!error)
        error = runfile_read(directory, &run->file, &what);
    run->left = xasprintf("%s/left", directory);
    if (!error)
        return run;
    api_fail(what, error);
    paribus_run_close(run);
    return NULL;
}

void paribus_run_close(paribus_run *run)
{
    if (!run)
        return;
    tree_free(&run->tree);
    runfile_free(&run->file);
    free(run->left);
    free(run);
}

/* --- what is known of it as a whole --- */

const char *const *paribus_run_command(const paribus_run *run)
{
    return (const char *const *)run->file.argv;
}

const char *paribus_run_directory(const paribus_run *run)
{
    return run->file.cwd;
}

const char *paribus_run_purpose(const paribus_run *run)
{
    return run->file.purpose;
}

int paribus_run_status(const paribus_run *run)
{
    return run->file.status;
}

double paribus_run_seconds(const paribus_run *run)
{
    return run->file.seconds;
}

int64_t paribus_run_started(const paribus_run *run)
{
    return run->file.started;
}

const char *paribus_run_mode(const paribus_run *run, const char *source)
{
    for (int i = 0; i < SOURCE_COUNT; i++)
        if (strcmp(source_name((enum source)i), source) == 0)
            return mode_name((enum mode)run->file.mode[i]);
    return NULL;
}

/* --- processes --- */

static const struct process *process_at(const paribus_run *run, size_t process)
{
    return process < run->tree.process_count ? &run->tree.processes[process] : NULL;
}

static const char *text(const char *found)
{
    return found ? found : "";
}

size_t paribus_run_processes(const paribus_run *run)
{
    return run->tree.process_count;
}

const char *paribus_process_path(const paribus_run *run, size_t process)
{
    const struct process *found = process_at(run, process);
    return found ? text(found->path) : "";
}

const char *paribus_process_program(const paribus_run *run, size_t process)
{
    const struct process *found = process_at(run, process);
    return found ? text(found->exe) : "";
}

const char *const *paribus_process_arguments(const paribus_run *run, size_t process)
{
    static const char *const none[] = {NULL};
    const struct process *found = process_at(run, process);
    return found && found->argv ? (const char *const *)found->argv : none;
}

const char *paribus_process_directory(const paribus_run *run, size_t process)
{
    const struct process *found = process_at(run, process);
    return found ? text(found->cwd) : "";
}

int paribus_process_pid(const paribus_run *run, size_t process)
{
    const struct process *found = process_at(run, process);
    return found ? found->pid : 0;
}

size_t paribus_process_creator(const paribus_run *run, size_t process)
{
    const struct process *found = process_at(run, process);
    return found && found->creator >= 0 ? (size_t)found->creator : PARIBUS_NONE;
}

size_t paribus_run_escapes(const paribus_run *run)
{
    return run->tree.escape_count;
}

const char *paribus_escape_command(const paribus_run *run, size_t escape)
{
    return escape < run->tree.escape_count ? run->tree.escapes[escape].command : "";
}

const char *paribus_escape_kind(const paribus_run *run, size_t escape)
{
    return escape < run->tree.escape_count ? escape_name(run->tree.escapes[escape].kind) : "";
}

/* --- events --- */

int paribus_run_each_event(const paribus_run *run, paribus_visit_event *visit, void *context)
{
    autostream struct stream stream;
    paribus_event event = {.tree = &run->tree};
    int result = 0;
    stream_begin(&stream, &run->tree);
    while (result == 0 && stream_next(&stream, &event.event))
        result = visit(&event, context);
    return result;
}

const char *paribus_event_source(const paribus_event *event)
{
    const struct call_row *row = call_row(event->event.call);
    return row ? source_name(row->source) : "";
}

const char *paribus_event_call(const paribus_event *event)
{
    const struct call_row *row = call_row(event->event.call);
    return row ? row->name : "";
}

const char *paribus_event_mode(const paribus_event *event)
{
    return mode_name((enum mode)event->event.mode);
}

size_t paribus_event_process(const paribus_event *event)
{
    return event->event.process;
}

uint64_t paribus_event_thread(const paribus_event *event)
{
    return event->event.thread;
}

uint64_t paribus_event_site(const paribus_event *event)
{
    return event->event.site;
}

uint64_t paribus_event_unit(const paribus_event *event)
{
    return event_unit(event->tree, &event->event);
}

uint32_t paribus_event_nth(const paribus_event *event)
{
    return event->event.nth;
}

uint64_t paribus_event_value(const paribus_event *event)
{
    return event->event.value;
}

int paribus_event_errno(const paribus_event *event)
{
    return event->event.error;
}

const char *paribus_event_detail(const paribus_event *event, size_t *length)
{
    if (length)
        *length = event->event.detail_length;
    return text(event->event.detail);
}

/* --- outputs --- */

int paribus_runs_compare(const paribus_run *a, const paribus_run *b, paribus_visit_output *visit,
                         void *context)
{
    struct outputs outputs = {0};
    char *what = NULL;
    int result = 0;
    int error = outputs_compare(
        a->left, b->left, &(struct outputs_options){.include_streams = true}, &outputs, &what);
    if (error) {
        char *sentence = what ? xasprintf("cannot read '%s': %s", what, strerror(-error)) : NULL;
        free(what);
        api_fail(sentence, error);
        return -1;
    }
    for (size_t i = 0; i < outputs.count && result == 0; i++)
        result = visit(outputs.items[i].path, state_word(outputs.items[i].state), context);
    outputs_free(&outputs);
    return result;
}
