/* One command under launch_run: its end, its surroundings, its streams. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "launch.h"
#include "overlay.h"
#include "run.h"
#include "util.h"

#define UNPRIVILEGED 65534

/* --- helpers --- */

static char scratch[64]; /* below /var/tmp: /tmp gets covered */

static int make_scratch(void **state)
{
    (void)state;
    strcpy(scratch, "/var/tmp/paribus-test-XXXXXX");
    return mkdtemp(scratch) && chmod(scratch, 0777) == 0 ? 0 : -1;
}

static int remove_scratch(void **state)
{
    (void)state;
    autofree char *command = xasprintf("chmod -R u+rwx %s; rm -rf %s", scratch, scratch);
    return system(command);
}

static char *below(const char *name)
{
    return xasprintf("%s/%s", scratch, name);
}

static char *make_directory(const char *path)
{
    assert_int_equal(mkdir(path, 0777), 0);
    return (char *)path;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void assert_content(const char *path, const char *expected)
{
    autofree char *text = NULL;
    size_t length;
    assert_int_equal(read_whole_file(path, &text, &length), 0);
    assert_string_equal(text, expected);
}

static struct launch_result shell_with(struct launch launch, const char *script)
{
    struct launch_result result;
    char *argv[] = {"/bin/sh", "-c", (char *)script, NULL};
    launch.argv = argv;
    launch.envp = environ;
    launch_run(&launch, &result);
    return result;
}

static struct launch_result shell(const char *script)
{
    return shell_with((struct launch){0}, script);
}

/* Repeats a test as an ordinary user when we are root. */
static void as_user(void (*test)(void **))
{
    if (geteuid() != 0) {
        test(NULL);
        return;
    }
    pid_t child = fork();
    if (child == 0) {
        if (setgid(UNPRIVILEGED) != 0 || setuid(UNPRIVILEGED) != 0)
            _exit(99);
        prctl(PR_SET_DUMPABLE, 1); /* as after exec: /proc/self is ours */
        strcpy(scratch, "/var/tmp/paribus-user-XXXXXX");
        if (!mkdtemp(scratch))
            _exit(98);
        const struct CMUnitTest tests[] = {{"as an ordinary user", test, NULL, NULL, NULL}};
        int failed = cmocka_run_group_tests(tests, NULL, NULL);
        _exit(failed || remove_scratch(NULL) != 0);
    }
    int status;
    waitpid(child, &status, 0);
    if (WEXITSTATUS(status) == 99)
        skip(); /* root that may not become somebody else */
    assert_int_equal(status, 0);
}

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

/* --- surroundings --- */

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

/* --- random streams --- */

static int ask(const char *path, uint64_t key)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct entropy_request request = {.magic = RUN_MAGIC, .key = key};
    char byte;
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec data = {&byte, 1};
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    strcpy(address.sun_path, path);
    autoclose int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ||
        send(fd, &request, sizeof request, MSG_NOSIGNAL) != sizeof request ||
        recvmsg(fd, &message, 0) != 1 || message.msg_controllen == 0)
        return -1;
    int stream;
    memcpy(&stream, CMSG_DATA(&control.head), sizeof stream);
    return stream;
}

static bool stream_is_right(int stream, uint64_t key, size_t blocks)
{
    autofile FILE *file = fdopen(stream, "r");
    for (size_t i = 0; i < blocks; i++) {
        uint64_t got;
        if (fread(&got, sizeof got, 1, file) != 1 || got != entropy_block(key, i))
            return false;
    }
    return true;
}

/* What the command does in these tests: this program again, see main. */
static bool be_rude(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    autoclose int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    strcpy(address.sun_path, path);
    return connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
           send(fd, "nonsense", 8, 0) == 8;
}

enum { MANY = 3000 };
static int streams[MANY];

/* As many as there are descriptors for; how many that was. */
static int ask_for_many(const char *path)
{
    int count = 0;
    while (count < MANY && (streams[count] = ask(path, (uint64_t)count)) >= 0)
        count++;
    return count;
}

static int client_main(const char *path)
{
    if (!be_rude(path))
        return 2;
    if (!stream_is_right(ask(path, 77), 77, 1 << 20))
        return 3;
    int count = ask_for_many(path);
    for (int i = 0; i < count; i++) {
        if (!stream_is_right(streams[i], (uint64_t)i, 3))
            return 4;
    }
    usleep(200 * 1000); /* until the runner has noticed that they are closed */
    if (!stream_is_right(ask(path, 78), 78, 3))
        return 5;
    return count > 20 ? 0 : 6;
}

static struct launch_result serve(void)
{
    autofree char *socket_path = below("streams");
    struct launch_result result;
    struct launch launch = {.argv = (char *[]){"/proc/self/exe", "client", socket_path, NULL},
                            .envp = environ,
                            .entropy = socket_path,
                            .timeout = 120};
    launch_run(&launch, &result);
    if (access(socket_path, F_OK) == 0)
        result.error = -EEXIST;
    return result;
}

static void streams_are_served(void **state)
{
    (void)state;
    struct rlimit limit;
    struct launch_result result = serve();
    assert_int_equal(result.error, 0);
    assert_int_equal(result.status, 0);
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur > MANY + 100)
        assert_int_equal(result.streams, MANY + 2);
}

static void streams_are_refused_when_descriptors_run_out(void **state)
{
    (void)state;
    int status;
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_NOFILE, &(struct rlimit){.rlim_cur = 64, .rlim_max = 64});
        struct launch_result result = serve();
        _exit(result.error ? 99 : WEXITSTATUS(result.status));
    }
    waitpid(child, &status, 0);
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void long_paths_can_be_listened_at(void **state)
{
    (void)state;
    char name[151] = {0};
    memset(name, 'x', sizeof name - 1);
    autofree char *directory = below(name);
    autofree char *entropy = xasprintf("%s/entropy", make_directory(directory));
    autofree char *script = xasprintf("test -S %s", entropy);
    struct launch_result result = shell_with((struct launch){.entropy = entropy}, script);
    assert_int_equal(result.error, 0);
    assert_int_equal(result.status, 0);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "client") == 0)
        return client_main(argv[2]);
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
        cmocka_unit_test(first_id_is_chosen),
        cmocka_unit_test(user_chooses_ids),
        cmocka_unit_test(addresses_are_fixed),
        cmocka_unit_test(overlay_leaves_the_tree_alone),
        cmocka_unit_test(tree_and_run_may_be_below_tmp),
        cmocka_unit_test(user_gets_overlays),
        cmocka_unit_test(missing_layer_keeps_the_command_away),
        cmocka_unit_test(streams_are_served),
        cmocka_unit_test(streams_are_refused_when_descriptors_run_out),
        cmocka_unit_test(long_paths_can_be_listened_at),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
