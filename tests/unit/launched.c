#include "launched.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "util.h"

#define UNPRIVILEGED 65534

char scratch[64];

int make_scratch(void **state)
{
    (void)state;
    strcpy(scratch, "/var/tmp/paribus-test-XXXXXX");
    return mkdtemp(scratch) && chmod(scratch, 0777) == 0 ? 0 : -1;
}

int remove_scratch(void **state)
{
    (void)state;
    autofree char *command = xasprintf("chmod -R u+rwx %s; rm -rf %s", scratch, scratch);
    return system(command);
}

char *below(const char *name)
{
    return xasprintf("%s/%s", scratch, name);
}

char *make_directory(const char *path)
{
    assert_int_equal(mkdir(path, 0777), 0);
    return (char *)path;
}

void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

void assert_content(const char *path, const char *expected)
{
    autofree char *text = NULL;
    size_t length;
    assert_int_equal(read_whole_file(path, &text, &length), 0);
    assert_string_equal(text, expected);
}

struct launch_result shell_with(struct launch launch, const char *script)
{
    struct launch_result result;
    char *argv[] = {"/bin/sh", "-c", (char *)script, NULL};
    launch.argv = argv;
    launch.envp = environ;
    launch_run(&launch, &result);
    return result;
}

struct launch_result shell(const char *script)
{
    return shell_with((struct launch){0}, script);
}

void as_user(void (*test)(void **))
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
