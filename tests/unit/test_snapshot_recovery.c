/* The tree after a sudden end of who was to give it back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "spoilt_tree.h"
#include "util.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        tree_test(guardian_gives_the_tree_back),
        tree_test(journal_gives_the_tree_back),
        tree_test(foreign_journal_is_not_followed),
    };
    return cmocka_run_group_tests_name("snapshot_recovery", tests, NULL, NULL);
}
