#include "progress.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "util.h"

#define CLEAR "\r\033[K"

void progress_open(struct progress *progress, FILE *to, bool quiet)
{
    *progress = (struct progress){.to = !quiet && isatty(fileno(to)) ? to : NULL, .second = -1};
}

static int elapsed(const struct progress *progress)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int)(now.tv_sec - progress->begun.tv_sec);
}

static int columns(FILE *to)
{
    struct winsize size;
    return ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

/* "0:12 of about 0:40, 2 outputs differ" */
static char *times(const struct progress *progress)
{
    struct text line = {0};
    text_printf(&line, "%d:%02d", progress->second / 60, progress->second % 60);
    if (progress->expected)
        text_printf(&line, " of about %d:%02d", progress->expected / 60, progress->expected % 60);
    if (progress->known)
        text_printf(&line, ", %s", progress->known);
    return line.data;
}

/* The label gives way when the line is too narrow. */
static void draw(struct progress *progress)
{
    char head[32];
    autofree char *tail = times(progress);
    int room = columns(progress->to) - 1;
    int used = progress->of ? snprintf(head, sizeof head, "[%u/%u] ", progress->nth, progress->of)
                            : snprintf(head, sizeof head, "[%u] ", progress->nth);
    used += (int)strlen(tail) + 2;
    fprintf(progress->to, CLEAR "%s%.*s  %.*s", head, room > used ? room - used : 0,
            progress->label, room, tail);
    fflush(progress->to);
}

static char *label_of(const struct progress_run *run)
{
    struct text label = {0};
    text_puts(&label, run->purpose);
    for (size_t i = 0; run->argv && run->argv[i]; i++) {
        text_puts(&label, i ? " " : ": ");
        for (const char *at = run->argv[i]; *at; at++)
            text_add(&label, *at >= ' ' && *at < 127 ? at : "?", 1);
    }
    return label.data;
}

void progress_begin(struct progress *progress, const struct progress_run *run)
{
    if (!progress->to)
        return;
    free(progress->label);
    free(progress->known);
    progress->label = label_of(run);
    progress->known = run->known ? xstrdup(run->known) : NULL;
    progress->expected = run->expected;
    progress->nth = run->nth;
    progress->of = run->of;
    progress->second = -1;
    clock_gettime(CLOCK_MONOTONIC, &progress->begun);
    progress_tick(progress);
}

void progress_tick(struct progress *progress)
{
    if (!progress->to || !progress->label)
        return;
    int second = elapsed(progress);
    if (second == progress->second)
        return;
    progress->second = second;
    draw(progress);
}

void progress_clear(struct progress *progress)
{
    if (!progress->to || progress->second < 0)
        return;
    fputs(CLEAR, progress->to);
    fflush(progress->to);
    progress->second = -1;
}

void progress_close(struct progress *progress)
{
    progress_clear(progress);
    free(progress->label);
    free(progress->known);
    *progress = (struct progress){0};
}
