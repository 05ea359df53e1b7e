/* What a command finds around itself under launch_run: ids, addresses, the tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "launched.h"
#include "overlay.h"
#include "util.h"

static void first_id_is_chosen(void **state)
{
    (void)state;
    if (!(launch_allowed() & LAUNCH_PIDS))
        skip();
    autofree char *out = below("pids");
    struct launch launch = {.want = LAUNCH_PIDS, .first_pid = 4242, .capture_out = out};
    struct launch_result result = shell_with(
        launch, "echo $$; readlink /proc/self; echo 7776 > /proc/sys/kernel/ns_last_pid && "
                "sh -c 'echo $$'; id -u; grep CapEff /proc/self/status");
    assert_int_equal(result.granted, LAUNCH_PIDS);
    autofree char *expected = xasprintf("4242\n4243\n7777\n%u\nCapEff:\t%s\n", geteuid(),
                                        geteuid() == 0 ? "000001ffffffffff" : "0000010000000000");
    autofree char *text = NULL;
    size_t length;
    assert_int_equal(read_whole_file(out, &text, &length), 0);
    if (geteuid() == 0) /* whatever root had */
        strcpy(strstr(text, "CapEff"), ""), strcpy(strstr(expected, "CapEff"), "");
    assert_string_equal(text, expected);
}

static void user_chooses_ids(void **state)
{
    (void)state;
    as_user(first_id_is_chosen);
}

static void addresses_are_fixed(void **state)
{
    (void)state;
    if (!(launch_allowed() & LAUNCH_NO_ASLR))
        skip();
    autofree char *first = below("maps1");
    autofree char *second = below("maps2");
    struct launch launch = {.want = LAUNCH_NO_ASLR, .capture_out = first};
    assert_int_equal(shell_with(launch, "exec cat /proc/self/maps").granted, LAUNCH_NO_ASLR);
    launch.capture_out = second;
    shell_with(launch, "exec cat /proc/self/maps");
    autofree char *text = NULL;
    size_t length;
    assert_int_equal(read_whole_file(first, &text, &length), 0);
    assert_content(second, text);
}

static struct launch cover(const char *tree)
{
    static char paths[4][128];
    static const char *const names[] = {"upper", "work", "tmp-upper", "tmp-work"};
    static unsigned nth;
    nth++;
    for (int i = 0; i < 4; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%s-%u", scratch, names[i], nth);
        make_directory(paths[i]);
    }
    assert_int_equal(chmod(paths[2], 01777), 0);
    return (struct launch){.want = LAUNCH_OVERLAY | LAUNCH_PIDS,
                           .first_pid = 1000,
                           .tree = tree,
                           .upper = paths[0],
                           .work = paths[1],
                           .tmp_upper = paths[2],
                           .tmp_work = paths[3]};
}

/* These tests cover /tmp as well, where others may have mounted something. */
static bool can_cover(void)
{
    return (launch_allowed() & LAUNCH_OVERLAY) && !overlay_hides_mounts("/tmp");
}

static void check_overlay(const char *tree, const char *run)
{
    autofree char *kept = xasprintf("%s/kept", tree);
    autofree char *made = xasprintf("%s/made", tree);
    autofree char *trace = xasprintf("%s/trace", run);
    unlink("/tmp/paribus-private");
    autofree char *entropy = xasprintf("%s/entropy", run);
    if (overlay_hides_mounts("/tmp"))
        skip(); /* somebody has mounted something there: a run leaves /tmp as it is then */
    write_file(kept, "before\n");
    assert_int_equal(chdir(tree), 0);
    struct launch launch = cover(tree);
    launch.entropy = entropy;
    launch.kept = run;
    autofree char *script =
        xasprintf("test -S %s && echo after > kept && echo new > made && echo real > %s && "
                  "echo x > /tmp/paribus-private && test -e '%s'",
                  entropy, trace, made);
    struct launch_result result = shell_with(launch, script);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(result.error, 0);
    assert_int_equal(result.status, 0);
    assert_true(result.granted & LAUNCH_OVERLAY);
    assert_content(kept, "before\n");
    assert_int_equal(access(made, F_OK), -1);
    assert_content(trace, "real\n");
    assert_int_equal(access("/tmp/paribus-private", F_OK), -1);
    autofree char *upper = xasprintf("%s/kept", launch.upper);
    autofree char *private = xasprintf("%s/paribus-private", launch.tmp_upper);
    assert_content(upper, "after\n");
    assert_content(private, "x\n");
}

static void overlay_leaves_the_tree_alone(void **state)
{
    (void)state;
    if (!can_cover())
        skip();
    autofree char *base = below(geteuid() == 0 ? "root" : "user");
    autofree char *tree = xasprintf("%s/a,b:c\\ d", make_directory(base));
    autofree char *run = xasprintf("%s/run", base);
    check_overlay(make_directory(tree), make_directory(run));
}

static void tree_and_run_may_be_below_tmp(void **state)
{
    (void)state;
    if (!can_cover())
        skip();
    char base[] = "/tmp/paribus-test-XXXXXX";
    assert_non_null(mkdtemp(base));
    autofree char *tree = xasprintf("%s/tree", base);
    autofree char *run = xasprintf("%s/run", base);
    check_overlay(make_directory(tree), make_directory(run));
    autofree char *command = xasprintf("rm -rf %s", base);
    assert_int_equal(system(command), 0);
}

static void user_gets_overlays(void **state)
{
    (void)state;
    if (geteuid() != 0)
        skip(); /* we are the user, and the tests above were it */
    as_user(overlay_leaves_the_tree_alone);
    as_user(tree_and_run_may_be_below_tmp);
}

static void missing_layer_keeps_the_command_away(void **state)
{
    (void)state;
    autofree char *tree = below("bare");
    autofree char *made = below("bare/made");
    struct launch launch = {.want = LAUNCH_OVERLAY,
                            .tree = make_directory(tree),
                            .upper = "/no/such",
                            .work = "/no/such",
                            .cwd = tree};
    struct launch_result result = shell_with(launch, "touch made");
    assert_true(result.error < 0);
    assert_string_equal(result.failed, "overlay");
    assert_int_equal(access(made, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_id_is_chosen),
        cmocka_unit_test(user_chooses_ids),
        cmocka_unit_test(addresses_are_fixed),
        cmocka_unit_test(overlay_leaves_the_tree_alone),
        cmocka_unit_test(tree_and_run_may_be_below_tmp),
        cmocka_unit_test(user_gets_overlays),
        cmocka_unit_test(missing_layer_keeps_the_command_away),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
