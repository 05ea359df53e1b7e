#include "snapshot_overlay.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include "copy_file.h"
#include "failure.h"
#include "overlay.h"
#include "remove_tree.h"
#include "walk.h"

struct snapshot_overlay {
    char *tree;
    bool covers_tmp;
    char *upper; /* of the run that is going on; LEFT/tree */
    char *work, *tmp_upper, *tmp_work;
};

/* --- what is possible --- */

static bool try_layers(const char *directory, const char *upper, const char *work)
{
    bool possible = mkdir(upper, 0700) == 0 && mkdir(work, 0700) == 0 &&
                    !overlay_hides_mounts(directory) && overlay_possible(directory, upper, work);
    remove_tree(upper);
    remove_tree(work);
    return possible;
}

/* A tree that holds /tmp covers it already; layers below /tmp cannot also cover it. */
static bool wants_tmp(const char *tree)
{
    return !path_is_below("/tmp", tree);
}

struct snapshot_overlay *snapshot_overlay_open(const char *tree, const char *store)
{
    struct snapshot_overlay *overlay = xcalloc(1, sizeof *overlay);
    overlay->tree = xstrdup(tree);
    overlay->work = xasprintf("%s/work", store);
    overlay->tmp_upper = xasprintf("%s/tmp", store);
    overlay->tmp_work = xasprintf("%s/tmp-work", store);
    if ((launch_allowed() & LAUNCH_OVERLAY) &&
        try_layers(tree, overlay->tmp_upper, overlay->work)) {
        overlay->covers_tmp =
            wants_tmp(tree) && try_layers("/tmp", overlay->tmp_upper, overlay->tmp_work);
        return overlay;
    }
    snapshot_overlay_close(overlay);
    return NULL;
}

void snapshot_overlay_close(struct snapshot_overlay *overlay)
{
    if (!overlay)
        return;
    remove_tree(overlay->work);
    remove_tree(overlay->tmp_upper);
    remove_tree(overlay->tmp_work);
    free(overlay->tree);
    free(overlay->upper);
    free(overlay->work);
    free(overlay->tmp_upper);
    free(overlay->tmp_work);
    free(overlay);
}

/* --- layers of a run --- */

/* The top of the upper layer is what the program sees as the directory itself. */
static int resemble(const char *upper, const char *directory)
{
    struct stat stat;
    autoclose int from = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    autoclose int to = open(upper, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (to < 0 || from < 0 || fstat(from, &stat) != 0)
        return -errno;
    return copy_attributes(from, to, ".", &stat);
}

static int make_upper(const char *upper, const char *directory, char **what)
{
    if (mkdir(upper, 0700) != 0 && errno != EEXIST)
        return failure(what, -errno, "create", upper);
    int error = resemble(upper, directory);
    return error ? failure(what, error, "prepare", upper) : 0;
}

static int make_work(const char *work, char **what)
{
    int error = remove_tree(work);
    if (!error && mkdir(work, 0700) != 0)
        error = -errno;
    return error ? failure(what, error, "create", work) : 0;
}

static int make_tmp(struct snapshot_overlay *overlay, struct launch *launch, char **what)
{
    int error = remove_tree(overlay->tmp_upper);
    if (!error)
        error = make_upper(overlay->tmp_upper, "/tmp", what);
    if (!error)
        error = make_work(overlay->tmp_work, what);
    launch->tmp_upper = overlay->tmp_upper;
    launch->tmp_work = overlay->tmp_work;
    return error ? failure(what, error, "replace", overlay->tmp_upper) : 0;
}

int snapshot_overlay_before(struct snapshot_overlay *overlay, const char *left,
                            struct launch *launch, char **what)
{
    free(overlay->upper);
    overlay->upper = xasprintf("%s/tree", left);
    int error = make_upper(overlay->upper, overlay->tree, what);
    if (!error)
        error = make_work(overlay->work, what);
    if (!error && overlay->covers_tmp)
        error = make_tmp(overlay, launch, what);
    launch->want |= LAUNCH_OVERLAY;
    launch->tree = overlay->tree;
    launch->upper = overlay->upper;
    launch->work = overlay->work;
    return error;
}

int snapshot_overlay_after(struct snapshot_overlay *overlay, const char *left, char **what)
{
    autofree char *tree = xasprintf("%s/tree", left);
    remove_tree(overlay->work);
    remove_tree(overlay->tmp_upper);
    remove_tree(overlay->tmp_work);
    int error = walk_make_readable(tree);
    return error ? failure(what, error, "read", tree) : 0;
}
