/* One command under launch_run: its end, its streams. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "launched.h"
#include "util.h"

/* --- the end of the command --- */

static void exit_status_arrives(void **state)
{
    (void)state;
    struct launch_result result = shell("exit 7");
    assert_int_equal(result.error, 0);
    assert_true(WIFEXITED(result.status));
    assert_int_equal(WEXITSTATUS(result.status), 7);
    assert_int_equal(result.granted, 0);
}

static void signal_arrives(void **state)
{
    (void)state;
    struct launch_result result = shell("kill -USR1 $$");
    assert_true(WIFSIGNALED(result.status));
    assert_int_equal(WTERMSIG(result.status), SIGUSR1);
}

static void missing_program_is_an_error(void **state)
{
    (void)state;
    struct launch_result result;
    struct launch launch = {.argv = (char *[]){"/no/such/program", NULL}, .envp = environ};
    assert_int_equal(launch_run(&launch, &result), -ENOENT);
    assert_string_equal(result.failed, "exec");
    launch.argv = (char *[]){"/etc/passwd", NULL};
    assert_int_equal(launch_run(&launch, &result), -EACCES);
}

static void missing_directory_is_an_error(void **state)
{
    (void)state;
    struct launch_result result = shell_with((struct launch){.cwd = "/no/such/place"}, "true");
    assert_int_equal(result.error, -ENOENT);
}

static void program_is_looked_up_in_its_own_path(void **state)
{
    (void)state;
    struct launch_result result;
    struct launch launch = {.argv = (char *[]){"sh", "-c", "exit 3", NULL},
                            .envp = (char *[]){"PATH=/nowhere:/bin", NULL}};
    assert_int_equal(launch_run(&launch, &result), 0);
    assert_int_equal(WEXITSTATUS(result.status), 3);
}

static void timeout_kills_the_tree(void **state)
{
    (void)state;
    struct launch_result result =
        shell_with((struct launch){.timeout = 0.3}, "sleep 60 & setsid sleep 61 & sleep 62");
    assert_true(result.timed_out);
    assert_true(WIFSIGNALED(result.status));
    assert_true(result.seconds < 10);
}

static void check_left_behind(unsigned want)
{
    struct launch launch = {.linger = 0.3, .want = want};
    struct launch_result result = shell_with(launch, "sleep 60 & (setsid sleep 61 &) ; exit 5");
    assert_int_equal(WEXITSTATUS(result.status), 5);
    assert_int_equal(result.left_behind, 2);
    result = shell_with((struct launch){.linger = 20, .want = want}, "sleep 0.2 & exit 6");
    assert_int_equal(WEXITSTATUS(result.status), 6);
    assert_int_equal(result.left_behind, 0);
}

static void those_left_behind_are_killed(void **state)
{
    (void)state;
    check_left_behind(0);
    check_left_behind(LAUNCH_PIDS);
}

static void command_gets_our_signal_state(void **state)
{
    (void)state;
    autofree char *ours = below("ours");
    autofree char *theirs = below("theirs");
    pid_t child = fork(); /* not system(3), which changes some of it */
    if (child == 0) {
        dup2(open(ours, O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
        execl("/bin/sh", "sh", "-c", "grep Sig[BIC] /proc/self/status", NULL);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    shell_with((struct launch){.capture_out = theirs}, "grep Sig[BIC] /proc/self/status");
    autofree char *text = NULL;
    size_t length;
    assert_int_equal(read_whole_file(ours, &text, &length), 0);
    assert_content(theirs, text);
}

static void no_descriptor_leaks(void **state)
{
    (void)state;
    autofree char *out = below("fds");
    autofree char *entropy = below("entropy");
    struct launch launch = {.capture_out = out, .entropy = entropy, .tee = false};
    shell_with(launch, "for fd in /proc/$$/fd/*; do test ${fd##*/} -gt 2 && readlink $fd; done");
    autofree char *text = NULL;
    size_t length;
    assert_int_equal(read_whole_file(out, &text, &length), 0);
    assert_null(strstr(text, "socket"));
    assert_null(strstr(text, "eventpoll"));
    assert_null(strstr(text, "signalfd"));
}

static void dying_runner_takes_the_tree_along(unsigned want)
{
    int ends[2];
    assert_int_equal(pipe2(ends, 0), 0);
    pid_t runner = fork();
    if (runner == 0) {
        close(ends[0]);
        shell_with((struct launch){.want = want}, "setsid sleep 60 & echo; sleep 61");
        _exit(0);
    }
    close(ends[1]);
    usleep(300 * 1000);
    kill(runner, SIGKILL);
    waitpid(runner, NULL, 0);
    char byte;
    alarm(20);
    while (read(ends[0], &byte, 1) > 0) {
    } /* ends when the last of them is gone */
    alarm(0);
    close(ends[0]);
}

static void tree_dies_with_the_runner(void **state)
{
    (void)state;
    dying_runner_takes_the_tree_along(0);
    dying_runner_takes_the_tree_along(LAUNCH_PIDS);
}

static void termination_is_forwarded(void **state)
{
    (void)state;
    pid_t runner = fork();
    if (runner == 0) {
        struct launch_result result = shell("trap 'exit 9' TERM; while :; do sleep 0.05; done");
        _exit(result.interrupted == SIGTERM ? WEXITSTATUS(result.status) : 1);
    }
    usleep(300 * 1000);
    kill(runner, SIGTERM);
    int status;
    waitpid(runner, &status, 0);
    assert_int_equal(WEXITSTATUS(status), 9);
}

/* --- streams --- */

static void output_is_captured(void **state)
{
    (void)state;
    autofree char *out = below("out");
    autofree char *err = below("err");
    struct launch launch = {.capture_out = out, .capture_err = err, .no_stdin = true};
    shell_with(launch, "cat; echo one; echo two >&2; echo three");
    assert_content(out, "one\nthree\n");
    assert_content(err, "two\n");
}

static void tee_passes_output_on(void **state)
{
    (void)state;
    autofree char *out = below("tee");
    autofree char *passed = below("passed");
    pid_t child = fork();
    if (child == 0) {
        int fd = open(passed, O_WRONLY | O_CREAT, 0600);
        dup2(fd, STDOUT_FILENO);
        shell_with((struct launch){.capture_out = out, .tee = true}, "seq 100000");
        _exit(0);
    }
    waitpid(child, NULL, 0);
    autofree char *expected = NULL;
    size_t length;
    assert_int_equal(read_whole_file(out, &expected, &length), 0);
    assert_true(length == 588895);
    assert_content(passed, expected);
}

static void reader_that_leaves_is_noticed(void **state)
{
    (void)state;
    autofree char *out = below("head");
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        struct launch_result result =
            shell_with((struct launch){.capture_out = out, .tee = true, .timeout = 20}, "exec yes");
        _exit(WIFSIGNALED(result.status) ? WTERMSIG(result.status) : 0);
    }
    close(ends[0]);
    close(ends[1]);
    waitpid(child, &status, 0);
    assert_int_equal(WEXITSTATUS(status), SIGPIPE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exit_status_arrives),
        cmocka_unit_test(signal_arrives),
        cmocka_unit_test(missing_program_is_an_error),
        cmocka_unit_test(missing_directory_is_an_error),
        cmocka_unit_test(program_is_looked_up_in_its_own_path),
        cmocka_unit_test(timeout_kills_the_tree),
        cmocka_unit_test(those_left_behind_are_killed),
        cmocka_unit_test(command_gets_our_signal_state),
        cmocka_unit_test(no_descriptor_leaks),
        cmocka_unit_test(tree_dies_with_the_runner),
        cmocka_unit_test(termination_is_forwarded),
        cmocka_unit_test(output_is_captured),
        cmocka_unit_test(tee_passes_output_on),
        cmocka_unit_test(reader_that_leaves_is_noticed),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
