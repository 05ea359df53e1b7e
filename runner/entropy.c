#include "entropy.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "loop.h"
#include "run.h"
#include "util.h"

#define CHUNK   65536u /* what a pipe takes at once, see pipe(7) */
#define BACKLOG 128

/* A client's connection, or a stream it asked for. */
struct peer {
    struct watch watch;
    struct entropy *entropy;
    struct peer *next, *previous;
    uint64_t key, position; /* of a stream: bytes written so far */
};

struct entropy {
    struct watch watch; /* the listening socket */
    int loop;
    int spare; /* given up to accept, and refuse, when there are no descriptors left */
    char *path;
    struct peer *peers;
    uint64_t streams;
    uint64_t blocks[CHUNK / sizeof(uint64_t)];
};

/* --- peers --- */

static void peer_close(struct peer *peer)
{
    struct entropy *entropy = peer->entropy;
    loop_forget(entropy->loop, &peer->watch);
    close(peer->watch.fd);
    if (peer->previous)
        peer->previous->next = peer->next;
    else
        entropy->peers = peer->next;
    if (peer->next)
        peer->next->previous = peer->previous;
    free(peer);
}

/* Takes the descriptor over. */
static struct peer *peer_open(struct entropy *entropy, int fd, uint32_t events,
                              void (*ready)(struct watch *, uint32_t))
{
    struct peer *peer = xcalloc(1, sizeof *peer);
    peer->watch = (struct watch){.fd = fd, .ready = ready};
    peer->entropy = entropy;
    peer->next = entropy->peers;
    if (peer->next)
        peer->next->previous = peer;
    entropy->peers = peer;
    if (loop_watch(entropy->loop, &peer->watch, events) == 0)
        return peer;
    peer_close(peer);
    return NULL;
}

/* --- streams --- */

/* The bytes of the stream from `position` on, the first block whole. */
static void fill_blocks(struct peer *peer)
{
    uint64_t first = peer->position / sizeof(uint64_t);
    for (size_t i = 0; i < CHUNK / sizeof(uint64_t); i++)
        peer->entropy->blocks[i] = entropy_block(peer->key, first + i);
}

static void stream_ready(struct watch *watch, uint32_t events)
{
    struct peer *peer = (struct peer *)watch;
    size_t skip = peer->position % sizeof(uint64_t);
    if (events & EPOLLERR) { /* the readers are gone */
        peer_close(peer);
        return;
    }
    fill_blocks(peer);
    ssize_t written = write(watch->fd, (char *)peer->entropy->blocks + skip, CHUNK - skip);
    if (written > 0)
        peer->position += (uint64_t)written;
    else if (errno != EAGAIN && errno != EINTR)
        peer_close(peer);
}

static int stream_open(struct entropy *entropy, uint64_t key)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -errno;
    /* Only our end: the flag belongs to the open file description, and readers may block. */
    int error = fcntl(ends[1], F_SETFL, O_NONBLOCK) != 0 ? -errno : 0;
    struct peer *peer =
        error ? NULL : peer_open(entropy, ends[1], EPOLLOUT | EPOLLERR, stream_ready);
    if (!peer) {
        close(ends[0]);
        return error ? (close(ends[1]), error) : -ENOMEM;
    }
    peer->key = key;
    stream_ready(&peer->watch, EPOLLOUT); /* so that the first read finds something */
    return ends[0];
}

/* --- clients --- */

static bool send_descriptor(int client, int fd)
{
    char byte = 0;
    struct iovec data = {.iov_base = &byte, .iov_len = 1};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {.head = {.cmsg_len = CMSG_LEN(sizeof(int)),
                          .cmsg_level = SOL_SOCKET,
                          .cmsg_type = SCM_RIGHTS}};
    memcpy(CMSG_DATA(&control.head), &fd, sizeof fd);
    struct msghdr message = {.msg_iov = &data,
                             .msg_iovlen = 1,
                             .msg_control = control.room,
                             .msg_controllen = sizeof control.room};
    return sendmsg(client, &message, MSG_DONTWAIT | MSG_NOSIGNAL) == 1;
}

static bool answer(struct entropy *entropy, int client, uint64_t key)
{
    autoclose int stream = stream_open(entropy, key);
    if (stream < 0 || !send_descriptor(client, stream))
        return false; /* the reader's end closes here, so the stream ends by itself */
    entropy->streams++;
    return true;
}

static void client_ready(struct watch *watch, uint32_t events)
{
    struct peer *peer = (struct peer *)watch;
    struct entropy_request request;
    (void)events;
    ssize_t got = recv(watch->fd, &request, sizeof request, MSG_DONTWAIT | MSG_TRUNC);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got != sizeof request || request.magic != RUN_MAGIC ||
        !answer(peer->entropy, watch->fd, request.key))
        peer_close(peer);
}

/* With no descriptor left the request would stay ready for ever: take it up only to refuse it. */
static void refuse(struct entropy *entropy)
{
    if (entropy->spare >= 0)
        close(entropy->spare);
    int client = accept4(entropy->watch.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client >= 0)
        close(client);
    entropy->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void listener_ready(struct watch *watch, uint32_t events)
{
    struct entropy *entropy = (struct entropy *)watch;
    (void)events;
    int client = accept4(watch->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client >= 0)
        peer_open(entropy, client, EPOLLIN, client_ready);
    else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
        refuse(entropy);
}

/* --- the socket --- */

/* sun_path is short, unix(7): the directory is named by a descriptor. */
static int bind_at(int fd, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *slash = strrchr(path, '/');
    autofree char *parent = slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
    autoclose int directory = open(*parent ? parent : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return -errno;
    int length = snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s",
                          directory, slash ? slash + 1 : path);
    if (length >= (int)sizeof address.sun_path)
        return -ENAMETOOLONG;
    return bind(fd, (struct sockaddr *)&address, sizeof address) != 0 ? -errno : 0;
}

static int listen_at(struct entropy *entropy, const char *path)
{
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    entropy->watch = (struct watch){.fd = fd, .ready = listener_ready};
    if (fd < 0)
        return -errno;
    int error = bind_at(fd, path);
    if (error)
        return error;
    entropy->path = xstrdup(path);
    if (listen(fd, BACKLOG) != 0)
        return -errno;
    return loop_watch(entropy->loop, &entropy->watch, EPOLLIN);
}

int entropy_open(const char *path, int loop, struct entropy **result)
{
    struct entropy *entropy = xcalloc(1, sizeof *entropy);
    entropy->loop = loop;
    entropy->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int error = listen_at(entropy, path);
    if (error)
        entropy_close(entropy);
    else
        *result = entropy;
    return error;
}

uint64_t entropy_streams(const struct entropy *entropy)
{
    return entropy ? entropy->streams : 0;
}

void entropy_close(struct entropy *entropy)
{
    if (!entropy)
        return;
    while (entropy->peers)
        peer_close(entropy->peers);
    if (entropy->path)
        unlink(entropy->path);
    if (entropy->watch.fd >= 0)
        close(entropy->watch.fd);
    if (entropy->spare >= 0)
        close(entropy->spare);
    free(entropy->path);
    free(entropy);
}
