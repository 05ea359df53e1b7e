#include "entries.h"

#include <string.h>
#include <sys/stat.h>
#include "divergence.h"
#include "util.h"

static char *describe(const struct left_entry *entry)
{
    if (!entry)
        return xstrdup("missing");
    switch (entry->mode & S_IFMT) {
    case S_IFREG:
        return xasprintf("file of %llu bytes", (unsigned long long)entry->size);
    case S_IFDIR:
        return xstrdup("directory");
    case S_IFLNK:
        return xasprintf("symbolic link to %s", entry->target);
    case 0:
        return xstrdup("deleted");
    default:
        return xstrdup(S_ISFIFO(entry->mode)   ? "FIFO"
                       : S_ISSOCK(entry->mode) ? "socket"
                                               : "device");
    }
}

static void set_whole(struct output *output, enum output_state state, char *a, char *b)
{
    output->state = state;
    divergences_describe(output, NULL, a, b);
}

/* A directory that one side merely lacks is told of by what is in it. */
bool entries_matter(const struct left_entry *a, const struct left_entry *b)
{
    const struct left_entry *one = a ? a : b;
    if (a && b)
        return (a->mode || b->mode) && !(S_ISDIR(a->mode) && a->mode == b->mode);
    return !S_ISDIR(one->mode) || one->bare;
}

/* Deleted here and left alone there: the side that left it alone still has it. */
static enum output_state only_state(const struct left_entry *a, const struct left_entry *b)
{
    if (a && b)
        return a->mode ? OUTPUT_ONLY_A : OUTPUT_ONLY_B;
    return (a && a->mode) || (b && !b->mode) ? OUTPUT_ONLY_A : OUTPUT_ONLY_B;
}

static void set_only(struct output *output, const struct left_entry *a, const struct left_entry *b)
{
    bool kept_a = b && !b->mode && !a, kept_b = a && !a->mode && !b;
    set_whole(output, only_state(a, b), kept_a ? xstrdup("left as it was") : describe(a),
              kept_b ? xstrdup("left as it was") : describe(b));
}

void entries_compare_mode(struct output *output, const struct left_entry *a,
                          const struct left_entry *b)
{
    if (a->mode != b->mode)
        set_whole(output, OUTPUT_MODE, xasprintf("mode %04o", a->mode & 07777u),
                  xasprintf("mode %04o", b->mode & 07777u));
}

void entries_compare_names(struct output *output, const struct left_entry *a,
                           const struct left_entry *b)
{
    struct bytes name_a = {a->path, strlen(a->path)}, name_b = {b->path, strlen(b->path)};
    output->renamed = xstrdup(b->path);
    divergences_between(output, "(name)", name_a, name_b);
}

bool entries_compare(struct output *output, const struct left_entry *a, const struct left_entry *b)
{
    if (!a || !b || !a->mode || !b->mode)
        set_only(output, a, b);
    else if ((a->mode & S_IFMT) != (b->mode & S_IFMT))
        set_whole(output, OUTPUT_TYPE, describe(a), describe(b));
    else if (S_ISREG(a->mode))
        return true;
    else if (!S_ISLNK(a->mode))
        entries_compare_mode(output, a, b);
    else if (strcmp(a->target, b->target) != 0)
        set_whole(output, OUTPUT_TARGET, xstrdup(a->target), xstrdup(b->target));
    return false;
}
