#include "capture.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* Our own streams may be non-blocking: somebody else decided that. */
static int write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, data, length);
        if (written < 0 && errno == EAGAIN)
            poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
        else if (written < 0 && errno != EINTR)
            return -errno;
        if (written > 0) {
            data += written;
            length -= (size_t)written;
        }
    }
    return 0;
}

static void stop(struct capture *capture)
{
    if (capture->watch.fd >= 0)
        loop_forget(capture->loop, &capture->watch);
    close_fd(&capture->watch.fd);
}

/* False when there is nothing now. */
static bool pump(struct capture *capture)
{
    char buffer[65536];
    ssize_t got = read(capture->watch.fd, buffer, sizeof buffer);
    if (got < 0)
        return errno == EINTR;
    if (got == 0) {
        stop(capture);
        return false;
    }
    write_all(capture->file, buffer, (size_t)got);
    /* Whoever read us has left: let the command notice, as it would without us. */
    if (write_all(capture->ours, buffer, (size_t)got) == -EPIPE)
        stop(capture);
    return capture->watch.fd >= 0;
}

static void capture_ready(struct watch *watch, uint32_t events)
{
    (void)events;
    pump((struct capture *)watch);
}

static int open_pipe(struct capture *capture)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -errno;
    capture->watch = (struct watch){.fd = ends[0], .ready = capture_ready};
    capture->theirs = ends[1];
    if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        return -errno;
    return loop_watch(capture->loop, &capture->watch, EPOLLIN);
}

int capture_open(struct capture *capture, const char *path, int ours, bool tee, int loop)
{
    *capture = CAPTURE_NONE;
    capture->loop = loop;
    capture->ours = ours;
    if (!path)
        return 0;
    capture->file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
    if (capture->file < 0)
        return -errno;
    if (tee)
        return open_pipe(capture);
    capture->theirs = fcntl(capture->file, F_DUPFD_CLOEXEC, 3);
    return capture->theirs < 0 ? -errno : 0;
}

void capture_keep_theirs(struct capture *capture)
{
    close_fd(&capture->watch.fd);
    close_fd(&capture->file);
}

void capture_keep_ours(struct capture *capture)
{
    close_fd(&capture->theirs);
}

void capture_close(struct capture *capture)
{
    while (capture->watch.fd >= 0 && pump(capture)) {
    }
    stop(capture);
    close_fd(&capture->file);
    close_fd(&capture->theirs);
}
