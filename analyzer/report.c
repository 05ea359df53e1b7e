#include "report.h"
#include "frames.h"

#include <stdlib.h>
#include <string.h>

static void free_list(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

static void free_frames(struct frame *frames, size_t count)
{
    for (size_t i = 0; i < count; i++)
        frame_free(&frames[i]);
    free(frames);
}

void report_cause_free(struct cause *cause)
{
    free(cause->process);
    free_list(cause->argv);
    free(cause->exe);
    free_frames(cause->stack, cause->stack_count);
    free(cause->way);
    free(cause->script);
    free_list(cause->evidence);
    free(cause->cure);
    free(cause->reproduce);
    free(cause->subject);
}

static void free_trials(struct report *report)
{
    for (size_t i = 0; i < report->trial_count; i++) {
        free(report->trials[i].units);
        free(report->trials[i].results);
    }
    free(report->trials);
}

static void free_outputs(struct outputs *outputs)
{
    if (outputs)
        outputs_free(outputs);
    free(outputs);
}

/* Names of sources, calls, kinds and purposes are constants; everything else is ours. */
void report_free(struct report *report)
{
    for (size_t i = 0; i < report->region_count; i++) {
        free(report->regions[i].causes);
        free(report->regions[i].unexplained);
    }
    for (size_t i = 0; i < report->cause_count; i++)
        report_cause_free(&report->causes[i]);
    for (size_t i = 0; i < report->escape_count; i++)
        free(report->escapes[i].text);
    free(report->regions);
    free(report->causes);
    free(report->escapes);
    free(report->runs);
    free(report->headline);
    free(report->base);
    free_trials(report);
    free_list(report->command);
    free_list(report->notes);
    free_outputs(report->outputs);
    memset(report, 0, sizeof *report);
}
