#include "frames.h"
#include <stdlib.h>
#include <string.h>

/* Whether the frame is in a library of the system: rarely what one would change. */
static bool is_system(const struct frame *frame)
{
    static const char *const places[] = {"/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/"};
    for (size_t i = 0; frame->module && i < sizeof places / sizeof *places; i++) {
        if (strncmp(frame->module, places[i], strlen(places[i])) == 0)
            return true;
    }
    return false;
}

static int rank_of(const struct frame *frame)
{
    bool own = !is_system(frame);
    return 4 * (frame->file && own) + 2 * own + (frame->function != NULL);
}

size_t frames_telling(const struct frame *frames, size_t count)
{
    size_t best = 0;
    int best_rank = -1;
    for (size_t i = 0; i < count; i++) {
        int rank = rank_of(&frames[i]);
        if (rank > best_rank) {
            best_rank = rank;
            best = i;
        }
    }
    return best;
}

bool frames_have_line(const struct frame *frames, size_t count)
{
    const struct frame *frame = count ? &frames[frames_telling(frames, count)] : NULL;
    return frame && frame->file && frame->line && !is_system(frame);
}

void frame_free(struct frame *frame)
{
    free(frame->function);
    free(frame->file);
    free(frame->module);
    *frame = (struct frame){0};
}
