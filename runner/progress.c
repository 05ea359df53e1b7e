#include "progress.h"

#include <stdlib.h>
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

/* The label gives way when the line is too narrow. */
static void draw(struct progress *progress)
{
    char head[32], tail[32];
    int used = progress->of ? snprintf(head, sizeof head, "[%u/%u] ", progress->nth, progress->of)
                            : snprintf(head, sizeof head, "[%u] ", progress->nth);
    used += snprintf(tail, sizeof tail, "  %d:%02d", progress->second / 60, progress->second % 60);
    int room = columns(progress->to) - used - 1;
    fprintf(progress->to, CLEAR "%s%.*s%s", head, room > 0 ? room : 0, progress->label, tail);
    fflush(progress->to);
}

void progress_begin(struct progress *progress, unsigned nth, unsigned of, const char *purpose,
                    char *const *argv)
{
    struct text label = {0};
    if (!progress->to)
        return;
    text_puts(&label, purpose);
    for (size_t i = 0; argv && argv[i]; i++) {
        text_puts(&label, i ? " " : ": ");
        for (const char *at = argv[i]; *at; at++)
            text_add(&label, *at >= ' ' && *at < 127 ? at : "?", 1);
    }
    free(progress->label);
    progress->label = label.data;
    progress->nth = nth;
    progress->of = of;
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
    *progress = (struct progress){0};
}
