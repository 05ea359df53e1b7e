/* The tree before, during and after runs, both ways, and after a sudden end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "remove_tree.h"
#include "snapshot.h"
#include "util.h"
#include "walk.h"

static char base[64], tree[96], store[96];
static unsigned lefts;

/* --- helpers --- */

static void shell(const char *script)
{
    autofree char *command = xasprintf("cd %s && { %s; }", base, script);
    assert_int_equal(system(command), 0);
}

static int setup(void **state)
{
    (void)state;
    strcpy(base, "/var/tmp/paribus-test-XXXXXX");
    if (!mkdtemp(base))
        return -1;
    snprintf(tree, sizeof tree, "%s/tree", base);
    snprintf(store, sizeof store, "%s/store", base);
    shell(
        "mkdir tree store tree/sub tree/empty tree/gone; echo one > tree/one; echo two > tree/two;"
        "echo deep > tree/sub/deep; ln tree/one tree/sub/hard; ln -s one tree/soft;"
        "mkfifo tree/fifo; echo x > tree/gone/x; touch -d 2001-02-03 tree/two tree/sub tree;"
        "chmod 2751 tree/empty; truncate -s 5M tree/sparse; chmod 700 tree");
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return remove_tree(base);
}

/* Everything there is to know about a tree; two equal ones are the same files untouched. */
struct facts {
    struct text text;
    int root;
    bool identity; /* inode and change time as well */
};

static void add_content(struct facts *facts, const char *path)
{
    autofree char *data = NULL;
    size_t length;
    autofree char *full = xasprintf("/proc/self/fd/%d/%s", facts->root, path);
    assert_int_equal(read_whole_file(full, &data, &length), 0);
    text_add(&facts->text, data, length);
}

static int add_facts(void *data, const char *path, const struct stat *stat)
{
    struct facts *facts = data;
    text_printf(&facts->text, "%s %o %u %u %ld.%09ld %zu", path, stat->st_mode, stat->st_uid,
                stat->st_gid, stat->st_mtim.tv_sec, stat->st_mtim.tv_nsec,
                S_ISDIR(stat->st_mode) ? 0 : (size_t)stat->st_size);
    text_printf(&facts->text, " %lu\n", S_ISDIR(stat->st_mode) ? 1 : stat->st_nlink);
    if (facts->identity)
        text_printf(&facts->text, "%lu %ld.%09ld\n", stat->st_ino, stat->st_ctim.tv_sec,
                    stat->st_ctim.tv_nsec);
    if (S_ISREG(stat->st_mode) && stat->st_size < 100000)
        add_content(facts, path);
    return 0;
}

static char *facts_of(const char *path, bool identity)
{
    autoclose int root = open(path, O_RDONLY | O_DIRECTORY);
    struct facts facts = {.root = root, .identity = identity};
    struct walk walk = {.root = root, .visit = add_facts, .data = &facts};
    struct stat stat;
    assert_int_equal(fstat(root, &stat), 0);
    text_printf(&facts.text, "%o %ld.%ld %lu\n", stat.st_mode, stat.st_mtim.tv_sec,
                stat.st_mtim.tv_nsec, identity ? stat.st_ino : 0);
    assert_int_equal(walk_run(&walk), 0);
    return facts.text.data;
}

static void assert_nothing_beside(void)
{
    DIR *directory = opendir(base);
    struct dirent *entry;
    while ((entry = readdir(directory)))
        assert_null(strstr(entry->d_name, "paribus"));
    closedir(directory);
}

static const char spoil[] =
    "set -e; echo more >> one; rm two; mkdir new; echo n > new/file; rm -r gone; echo file > gone;"
    "chmod 711 empty; mv sub/deep sub/moved; ln new/file new/again; ln -sfn two soft;"
    "touch -d 1999-01-01 sub; rm fifo; mkdir fifo; echo y > fifo/y; echo said";

/* A run that spoils the tree; what it saw before goes to *seen. */
static char *spoiling_run(struct snapshot *snapshot, char **seen)
{
    char *left = xasprintf("%s/left-%u", base, lefts++);
    autofree char *what = NULL;
    char *argv[] = {"/bin/sh", "-c", (char *)spoil, NULL};
    struct launch launch = {.argv = argv, .envp = environ, .cwd = tree};
    struct launch_result result;
    assert_int_equal(mkdir(left, 0700), 0);
    assert_int_equal(snapshot_before(snapshot, left, &launch, &what), 0);
    *seen = facts_of(tree, false);
    assert_int_equal(launch_run(&launch, &result), 0);
    assert_int_equal(result.status, 0);
    assert_int_equal(snapshot_after(snapshot, left, &what), 0);
    return left;
}

static void assert_left(const char *left, const char *path, const char *content)
{
    autofree char *full = xasprintf("%s/tree/%s", left, path);
    autofree char *data = NULL;
    size_t length;
    assert_int_equal(read_whole_file(full, &data, &length), 0);
    assert_string_equal(data, content);
}

static mode_t left_type(const char *left, const char *path)
{
    autofree char *full = xasprintf("%s/tree/%s", left, path);
    struct stat stat;
    return lstat(full, &stat) == 0 ? stat.st_mode & S_IFMT : 0;
}

static void check_left(const char *left)
{
    assert_left(left, "one", "one\nmore\n");
    assert_left(left, "new/file", "n\n");
    assert_left(left, "gone", "file\n");
    assert_left(left, "sub/moved", "deep\n");
    assert_left(left, "fifo/y", "y\n");
    assert_int_equal(left_type(left, "two"), S_IFCHR);
    assert_int_equal(left_type(left, "sub/deep"), S_IFCHR);
    assert_int_equal(left_type(left, "soft"), S_IFLNK);
    assert_int_equal(left_type(left, "empty"), S_IFDIR);
    assert_int_equal(left_type(left, "sparse"), 0);
}

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

/* --- tests --- */

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

/* An owner who works until killed. */
static pid_t start_owner(void)
{
    pid_t owner = fork();
    if (owner != 0)
        return owner;
    for (;;) {
        char *what = NULL;
        struct snapshot *snapshot;
        if (snapshot_open(tree, store, false, &snapshot, &what) != 0)
            _exit(1);
        for (int i = 0; i < 2; i++) {
            char *seen;
            spoiling_run(snapshot, &seen);
        }
        if (snapshot_close(snapshot, &what) != 0)
            _exit(1);
    }
}

static void kill_suddenly(pid_t owner)
{
    usleep((useconds_t)(rand() % 120) * 1000);
    kill(owner, SIGKILL);
    waitpid(owner, NULL, 0);
}

static void wait_for_guardian(void)
{
    autofree char *journal = xasprintf("%s/.tree.paribus-journal", base);
    for (int i = 0; i < 500 && access(journal, F_OK) == 0; i++)
        usleep(20 * 1000);
}

static void guardian_gives_the_tree_back(void **state)
{
    (void)state;
    autofree char *before = facts_of(tree, true);
    for (int round = 0; round < 25; round++) {
        lefts += 1000;
        kill_suddenly(start_owner());
        wait_for_guardian();
        autofree char *after = facts_of(tree, true);
        assert_string_equal(after, before);
        assert_nothing_beside();
    }
}

/* The processes whose parent is `parent`, by /proc. */
static void kill_children(pid_t parent)
{
    autofree char *path = xasprintf("/proc/%d/task/%d/children", parent, parent);
    autofile FILE *file = fopen(path, "r");
    int child;
    while (file && fscanf(file, "%d", &child) == 1)
        kill(child, SIGKILL);
}

/* A killed process holds its locks until it is gone. */
static int recover_patiently(void)
{
    for (int i = 0;; i++) {
        autofree char *what = NULL;
        int result = snapshot_recover(tree, &what);
        if (result >= 0 || i == 100)
            return result;
        usleep(20 * 1000);
    }
}

static void journal_gives_the_tree_back(void **state)
{
    (void)state;
    autofree char *before = facts_of(tree, true);
    unsigned restored = 0;
    for (int round = 0; round < 25; round++) {
        lefts += 1000;
        pid_t owner = start_owner();
        usleep((useconds_t)(rand() % 120) * 1000);
        kill(owner, SIGSTOP);
        kill_children(owner);
        kill(owner, SIGKILL);
        waitpid(owner, NULL, 0);
        int result = recover_patiently();
        if (result != 0 && result != 1)
            fail_msg("snapshot_recover: %s", strerror(-result));
        restored += (unsigned)result;
        autofree char *after = facts_of(tree, true);
        assert_string_equal(after, before);
        assert_nothing_beside();
    }
    assert_true(restored > 0);
}

static void foreign_journal_is_not_followed(void **state)
{
    (void)state;
    autofree char *what = NULL;
    shell("echo 'paribus 1 1 2 store' > .tree.paribus-journal");
    assert_int_equal(snapshot_recover(tree, &what), -EINVAL);
    assert_int_equal(access(store, F_OK), 0);
    shell("rm .tree.paribus-journal");
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(copies_are_pristine_for_every_run),
        TEST(overlays_are_pristine_for_every_run),
        TEST(working_directory_stays_in_the_tree),
        TEST(second_snapshot_is_refused),
        TEST(store_inside_the_tree_is_refused),
        TEST(parent_that_cannot_be_written_is_named),
        TEST(guardian_gives_the_tree_back),
        TEST(journal_gives_the_tree_back),
        TEST(foreign_journal_is_not_followed),
        TEST(changes_in_place_are_collected),
        TEST(deep_trees_are_removed),
    };
    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
