/* Random streams are served to a command, as many as it asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "launched.h"
#include "run.h"
#include "util.h"

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
        cmocka_unit_test(streams_are_served),
        cmocka_unit_test(streams_are_refused_when_descriptors_run_out),
        cmocka_unit_test(long_paths_can_be_listened_at),
    };
    return cmocka_run_group_tests(tests, make_scratch, remove_scratch);
}
