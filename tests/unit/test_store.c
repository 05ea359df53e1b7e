/* The store: what is equal is kept once, runs are found by name, limits are kept, the half made is
 * swept. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "scratch.h"
#include "store.h"
#include "store_gc.h"
#include "store_objects.h"
#include "store_runs.h"
#include "util.h"

static ino_t inode(void **state, const char *name)
{
    autofree char *path = scratch_path(state, name);
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    return status.st_ino;
}

/* A store in the test's own directory. */
static void open_store(void **state, struct store *store)
{
    autofree char *what = NULL;
    autofree char *place = scratch_path(state, "state");
    scratch_directory(state, "state");
    setenv("XDG_STATE_HOME", place, 1);
    assert_int_equal(store_open(store, &what), 0);
    assert_null(store->instead);
}

/* As a command leaves it: kept `started` seconds after 1970; the id, malloc'd. */
static char *keep(void **state, const struct store *store, const char *purpose, long long started,
                  const char *content)
{
    autoscratch struct scratch scratch = {.lock = -1};
    autofree char *what = NULL;
    char *id = NULL;
    assert_int_equal(scratch_open(store, "test", &scratch, &what), 0);
    const char *name = strstr(scratch.path, "state/");
    autofree char *run = xasprintf("%s/run", name);
    static const char *const parts[] = {"shared", "trace"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        autofree char *part = xasprintf("%s/%s", run, parts[i]);
        scratch_puts(state, part, "?");
    }
    autofree char *file = xasprintf("%s/run.json", run);
    autofree char *json =
        xasprintf("{\"schema\": \"paribus.run/1\", \"purpose\": \"%s\", \"argv\": "
                  "[\"make\"], \"started_ns\": %lld}",
                  purpose, started * 1000000000);
    autofree char *output = xasprintf("%s/left/tree/out", run);
    scratch_puts(state, file, json);
    scratch_puts(state, output, content);
    autofree char *directory = scratch_path(state, run);
    assert_int_equal(store_keep(store, directory, &id, &what), 0);
    return id;
}

static void test_equal_contents_are_one_file(void **state)
{
    autofree char *objects = scratch_path(state, "objects");
    autofree char *left = scratch_path(state, "left");
    autofree char *what = NULL;
    autofree char *sums = NULL;
    size_t length;
    scratch_directory(state, "objects");
    scratch_puts(state, "left/tree/one", "the same");
    scratch_puts(state, "left/tree/two", "the same");
    scratch_puts(state, "left/tree/other", "not the same");
    scratch_puts(state, "left/tree/empty", "");
    scratch_puts(state, "left/tree/line\nend", "abc");
    autofree char *mode = scratch_path(state, "left/tree/other");
    chmod(mode, 0700);
    FILE *to = open_memstream(&sums, &length);
    assert_int_equal(objects_share(objects, left, to, &what), 0);
    fclose(to);
    assert_true(inode(state, "left/tree/one") == inode(state, "left/tree/two"));
    assert_true(inode(state, "left/tree/one") != inode(state, "left/tree/other"));
    /* by sha256sum(1) */
    assert_non_null(strstr(sums,
                           "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  "
                           "tree/empty\n"));
    assert_non_null(strstr(sums,
                           "\\ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
                           "  tree/line\\nend\n"));
    struct stat status;
    assert_int_equal(stat(mode, &status), 0);
    assert_int_equal(status.st_mode & 07777, 0700);
}

static void test_objects_go_with_the_last_who_needs_them(void **state)
{
    autofree char *objects = scratch_path(state, "objects");
    autofree char *left = scratch_path(state, "left");
    autofree char *one = scratch_path(state, "left/one");
    autofree char *what = NULL;
    autofree char *sums = NULL;
    size_t length;
    scratch_directory(state, "objects");
    scratch_puts(state, "left/one", "content");
    FILE *to = open_memstream(&sums, &length);
    assert_int_equal(objects_share(objects, left, to, &what), 0);
    fclose(to);
    assert_true(objects_sweep(objects) > 0);
    unlink(one);
    assert_true(objects_sweep(objects) == 0);
}

static void test_runs_are_found_by_name(void **state)
{
    autostore struct store store;
    autokept struct kept_runs runs;
    autofree char *what = NULL;
    open_store(state, &store);
    autofree char *first = keep(state, &store, "pinned", 1000, "a");
    autofree char *second = keep(state, &store, "varied", 2000, "b");
    autofree char *target = xasprintf("../runs/%s", first);
    autofree char *tag = xasprintf("%s/tags/before", store.root);
    assert_int_equal(symlink(target, tag), 0);
    assert_int_equal(store_list(&store, &runs, &what), 0);
    assert_int_equal(runs.count, 2);
    assert_string_equal(runs.items[0].id, second);
    assert_string_equal(kept_find(&runs, "last", &what)->id, second);
    assert_string_equal(kept_find(&runs, "last~1", &what)->id, first);
    assert_string_equal(kept_find(&runs, "bef", &what)->id, first);
    assert_string_equal(kept_find(&runs, first, &what)->id, first);
    assert_null(kept_find(&runs, "last~2", &what));
    free(what);
    what = NULL;
    assert_null(kept_find(&runs, "", &what));
    assert_string_equal(runs.items[1].file.purpose, "pinned");
}

static void test_tags_cannot_be_taken_for_ids(void **state)
{
    (void)state;
    assert_true(kept_name_allowed("before") && kept_name_allowed("v1.2-rc") &&
                kept_name_allowed("A"));
    assert_false(kept_name_allowed("abc") || kept_name_allowed("12") || kept_name_allowed("last"));
    assert_false(kept_name_allowed("") || kept_name_allowed("a/b") || kept_name_allowed("../x") ||
                 kept_name_allowed(".x") || kept_name_allowed("a b"));
}

static unsigned swept(const struct store *store, struct store_limits limits)
{
    struct store_swept result;
    autofree char *what = NULL;
    assert_int_equal(store_gc(store, &limits, &result, &what), 0);
    return result.left;
}

static void test_limits_are_kept(void **state)
{
    autostore struct store store;
    open_store(state, &store);
    long long now = (long long)time(NULL);
    for (int i = 0; i < 5; i++) {
        autofree char *content = xasprintf("content %d", i);
        free(keep(state, &store, "record", now - i * 1000, content));
    }
    assert_int_equal(swept(&store, (struct store_limits){0}), 5);
    assert_int_equal(swept(&store, (struct store_limits){.keep = 4}), 4);
    assert_int_equal(swept(&store, (struct store_limits){.older = 2500}), 3);
    assert_int_equal(swept(&store, (struct store_limits){.max_size = 1}), 0);
}

static void test_the_half_made_is_swept_unless_its_maker_lives(void **state)
{
    autostore struct store store;
    autoscratch struct scratch scratch = {.lock = -1};
    autofree char *what = NULL;
    open_store(state, &store);
    assert_int_equal(scratch_open(&store, "test", &scratch, &what), 0);
    autofree char *dead = xasprintf("%s/new/check-dead", store.root);
    assert_int_equal(mkdir(dead, 0700), 0);
    assert_int_equal(swept(&store, (struct store_limits){0}), 0);
    assert_int_not_equal(access(dead, F_OK), 0);
    assert_int_equal(access(scratch.path, F_OK), 0);
}

static void test_who_reads_a_run_keeps_it(void **state)
{
    autostore struct store store;
    open_store(state, &store);
    autofree char *id = keep(state, &store, "record", 1000, "a");
    autofree char *path = xasprintf("%s/runs/%s", store.root, id);
    int reader = store_lock_run(path, RUN_READ), another = store_lock_run(path, RUN_READ);
    assert_true(reader >= 0 && another >= 0);
    assert_int_equal(store_remove(&store, id), -EBUSY);
    close(reader);
    close(another);
    assert_int_equal(store_remove(&store, id), 0);
    assert_int_not_equal(access(path, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(test_equal_contents_are_one_file),
        scratch_test(test_objects_go_with_the_last_who_needs_them),
        scratch_test(test_runs_are_found_by_name),
        scratch_test(test_tags_cannot_be_taken_for_ids),
        scratch_test(test_limits_are_kept),
        scratch_test(test_the_half_made_is_swept_unless_its_maker_lives),
        scratch_test(test_who_reads_a_run_keeps_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
