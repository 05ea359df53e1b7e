#include "stream.h"
#include "banned.h"
#include <sys/un.h>

uint64_t stream_next(const struct call *call)
{
    struct thread *thread = thread_here();
    uint64_t place = hash_mix(lib.config->seed, identity.image, thread->key);
    uint64_t key = hash_mix(place, ++thread->draws, 0);
    return call->mode == MODE_VARY ? key | ENTROPY_OPPOSITE : key & ~ENTROPY_OPPOSITE;
}

void stream_fill(uint64_t stream, void *out, size_t size)
{
    char *to = out;
    for (uint64_t nth = 0; size > 0; nth++) {
        uint64_t block = entropy_block(stream, nth);
        size_t part = size < sizeof block ? size : sizeof block;
        memcpy(to, &block, part);
        to += part;
        size -= part;
    }
}

/* --- endless: the runner feeds a pipe, see struct entropy_request --- */

/* sun_path is short: a long run directory is reached through /proc/self/fd. */
static long connect_to(const char *socket_path, long fd)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = text_length(socket_path);
    long directory = -1;
    if (length < sizeof address.sun_path) {
        memcpy(address.sun_path, socket_path, length + 1);
    } else {
        directory = sys4(SYS_openat, AT_FDCWD, lib.directory, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        if (directory < 0)
            return directory;
        memcpy(address.sun_path, "/proc/self/fd/", 14);
        char *end = number_text(address.sun_path + 14, (uint64_t)directory, 10);
        memcpy(end, "/" RUN_ENTROPY, sizeof "/" RUN_ENTROPY);
    }
    long result = sys3(SYS_connect, fd, &address, sizeof address);
    if (directory >= 0)
        sys1(SYS_close, directory);
    return result;
}

static long receive_descriptor(long fd)
{
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
    long received = sys3(SYS_recvmsg, fd, &message, MSG_CMSG_CLOEXEC);
    if (received != 1 || message.msg_controllen < sizeof(struct cmsghdr) ||
        control.head.cmsg_type != SCM_RIGHTS)
        return -EIO;
    int passed;
    memcpy(&passed, CMSG_DATA(&control.head), sizeof passed);
    return passed;
}

/* open(2) returns the lowest free number, and keeps it open across exec unless told otherwise. */
static long as_opened(long fd, int flags)
{
    if (fd < 0)
        return fd;
    long lowest = sys3(SYS_fcntl, fd, flags & O_CLOEXEC ? F_DUPFD_CLOEXEC : F_DUPFD, 0);
    if (lowest < 0 || lowest > fd) {
        if (lowest >= 0)
            sys1(SYS_close, lowest);
        sys3(SYS_fcntl, fd, F_SETFD, flags & O_CLOEXEC ? FD_CLOEXEC : 0);
        lowest = fd;
    } else {
        sys1(SYS_close, fd);
    }
    if (flags & O_NONBLOCK)
        sys3(SYS_fcntl, lowest, F_SETFL, O_NONBLOCK);
    return lowest;
}

long stream_open(uint64_t stream, int flags)
{
    char path[PATH_ROOM];
    path_below(path, RUN_ENTROPY);
    long fd = sys3(SYS_socket, AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return fd;
    struct entropy_request request = {RUN_MAGIC, stream};
    long result = connect_to(path, fd);
    if (result == 0)
        result = sys6(SYS_sendto, fd, &request, sizeof request, MSG_NOSIGNAL, 0, 0);
    if (result >= 0)
        result = receive_descriptor(fd);
    sys1(SYS_close, fd);
    return as_opened(result, flags);
}

long stream_file(const char *content, size_t size, int flags)
{
    long fd = sys2(SYS_memfd_create, "paribus", MFD_CLOEXEC);
    if (fd < 0)
        return fd;
    sys4(SYS_pwrite64, fd, content, size, 0);
    return as_opened(fd, flags);
}
