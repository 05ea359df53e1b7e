#include "capture.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
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
    if (got < 0 && errno != EIO)
        return errno == EINTR;
    if (got <= 0) { /* EIO: nobody has the terminal open any more, pty(7) */
        stop(capture);
        return false;
    }
    if (capture->file >= 0)
        write_all(capture->file, buffer, (size_t)got);
    /* Whoever read us has left: let the command notice, as it would without us. */
    if (capture->ours >= 0 && write_all(capture->ours, buffer, (size_t)got) == -EPIPE)
        stop(capture);
    return capture->watch.fd >= 0;
}

static void capture_ready(struct watch *watch, uint32_t events)
{
    (void)events;
    pump((struct capture *)watch);
}

static int watch_end(struct capture *capture, int fd)
{
    capture->watch = (struct watch){.fd = fd, .ready = capture_ready};
    if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        return -errno;
    return loop_watch(capture->loop, &capture->watch, EPOLLIN);
}

static int open_pipe(struct capture *capture)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -errno;
    capture->theirs = ends[1];
    return watch_end(capture, ends[0]);
}

/*
 * What is written to it comes out as it is: no carriage returns; who reads from it finds its end:
 * nobody types, termios(3).
 */
static int make_plain(int terminal)
{
    struct termios settings;
    struct winsize size = {.ws_row = 43, .ws_col = 137};
    if (tcgetattr(terminal, &settings) != 0)
        return -errno;
    settings.c_oflag &= ~(tcflag_t)OPOST;
    settings.c_lflag &= ~(tcflag_t)ICANON;
    settings.c_cc[VMIN] = settings.c_cc[VTIME] = 0;
    if (tcsetattr(terminal, TCSANOW, &settings) != 0 || ioctl(terminal, TIOCSWINSZ, &size) != 0)
        return -errno;
    return 0;
}

static int open_terminal(struct capture *capture)
{
    char name[64];
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0)
        return -errno;
    int error = watch_end(capture, master);
    if (error)
        return error;
    if (grantpt(master) != 0 || unlockpt(master) != 0 || ptsname_r(master, name, sizeof name) != 0)
        return -errno;
    capture->theirs = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    return capture->theirs < 0 ? -errno : make_plain(capture->theirs);
}

int capture_open(struct capture *capture, const char *path, int ours, enum capture_way way,
                 int loop)
{
    *capture = CAPTURE_NONE;
    capture->loop = loop;
    capture->ours = ours;
    if (path) {
        capture->file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
        if (capture->file < 0)
            return -errno;
    }
    if (way == CAPTURE_TERMINAL)
        return open_terminal(capture);
    if (!path)
        return 0;
    if (way == CAPTURE_PIPE)
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
