/* The tree before, during and after runs, both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "remove_tree.h"
#include "spoilt_tree.h"
#include "util.h"

static void check_series(bool allow_overlay)
{
    autofree char *before = facts_of(tree, true);
    autofree char *pristine = facts_of(tree, false);
    autofree char *what = NULL;
    struct snapshot *snapshot;
    assert_int_equal(snapshot_open(tree, store, allow_overlay, &snapshot, &what), 0);
    for (int i = 0; i < 3; i++) {
        autofree char *seen = NULL;
        autofree char *left = spoiling_run(snapshot, &seen);
        assert_string_equal(seen, pristine);
        check_left(left);
    }
    assert_int_equal(snapshot_close(snapshot, &what), 0);
    assert_int_equal(snapshot_close(snapshot, &what), 0);
    snapshot_free(snapshot);
    autofree char *after = facts_of(tree, true);
    assert_string_equal(after, before);
    assert_nothing_beside();
}

static void copies_are_pristine_for_every_run(void **state)
{
    (void)state;
    check_series(false);
}

static void overlays_are_pristine_for_every_run(void **state)
{
    (void)state;
    if (!(launch_allowed() & LAUNCH_OVERLAY))
        skip();
    check_series(true);
}

static void working_directory_stays_in_the_tree(void **state)
{
    (void)state;
    autofree char *what = NULL;
    struct snapshot *snapshot;
    assert_int_equal(chdir(tree), 0);
    assert_int_equal(chdir("sub"), 0);
    assert_int_equal(snapshot_open(tree, store, false, &snapshot, &what), 0);
    struct stat here, there;
    autofree char *sub = xasprintf("%s/sub", tree);
    assert_int_equal(stat(".", &here) | stat(sub, &there), 0);
    assert_int_equal(here.st_ino, there.st_ino);
    assert_int_equal(snapshot_close(snapshot, &what), 0);
    snapshot_free(snapshot);
    assert_int_equal(stat(".", &here) | stat(sub, &there), 0);
    assert_int_equal(here.st_ino, there.st_ino);
    assert_int_equal(chdir("/"), 0);
}

static void second_snapshot_is_refused(void **state)
{
    (void)state;
    for (int overlay = 0; overlay < 2; overlay++) {
        autofree char *what = NULL;
        struct snapshot *first, *second;
        assert_int_equal(snapshot_open(tree, store, overlay, &first, &what), 0);
        assert_int_equal(snapshot_open(tree, store, overlay, &second, &what), -EBUSY);
        assert_non_null(strstr(what, "in use"));
        snapshot_free(first);
    }
    assert_nothing_beside();
}

static void store_inside_the_tree_is_refused(void **state)
{
    (void)state;
    autofree char *inside = xasprintf("%s/sub", tree);
    autofree char *what = NULL;
    struct snapshot *snapshot;
    assert_int_equal(snapshot_open(tree, inside, true, &snapshot, &what), -EINVAL);
    assert_non_null(what);
}

static void parent_that_cannot_be_written_is_named(void **state)
{
    (void)state;
    autofree char *what = NULL;
    struct snapshot *snapshot;
    assert_int_equal(snapshot_open("/proc/self", store, false, &snapshot, &what) < 0, true);
    assert_non_null(strstr(what, "'/proc/self'"));
}

static void changes_in_place_are_collected(void **state)
{
    (void)state;
    autofree char *what = NULL;
    autofree char *left = xasprintf("%s/tree/run", base);
    struct listing *listing;
    assert_int_equal(mkdir(left, 0700), 0);
    assert_int_equal(listing_take(tree, left, &listing, &what), 0);
    autofree char *script = xasprintf("cd tree && echo trace > run/trace && %s", spoil);
    shell(script);
    assert_int_equal(listing_collect(listing, left, &what), 0);
    listing_free(listing);
    check_left(left);
    assert_int_equal(left_type(left, "run"), 0);
}

static void deep_trees_are_removed(void **state)
{
    (void)state;
    autofree char *deep = xasprintf("%s/deep", base);
    assert_int_equal(mkdir(deep, 0700), 0);
    assert_int_equal(chdir(deep), 0);
    for (int i = 0; i < 3000; i++) {
        assert_int_equal(mkdir("directory", 0700), 0);
        assert_int_equal(chdir("directory"), 0);
    }
    assert_int_equal(symlink("/etc", "link"), 0);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(remove_tree(deep), 0);
    assert_int_equal(access(deep, F_OK), -1);
    assert_int_equal(remove_tree(deep), 0);
    assert_int_equal(access("/etc/passwd", F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        tree_test(copies_are_pristine_for_every_run),
        tree_test(overlays_are_pristine_for_every_run),
        tree_test(working_directory_stays_in_the_tree),
        tree_test(second_snapshot_is_refused),
        tree_test(store_inside_the_tree_is_refused),
        tree_test(parent_that_cannot_be_written_is_named),
        tree_test(changes_in_place_are_collected),
        tree_test(deep_trees_are_removed),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
