/*
 * terminal: whether standard input, output and error are one, and how large.  Pinned, the terminal
 * the tree was started on is none; terminals the programs make themselves (a pty) are left alone.
 * Varied, the runner makes one.  isatty(3), ioctl_tty(2), tcgetattr(3).
 */
#include "../call.h"
#include "../real.h"
#include "../wrap.h"
#include "../banned.h"
#include <stdarg.h>
#include <sys/ioctl.h>
#include <termios.h>

/* Whether `fd` is the terminal that came from outside, and is to be none. */
static bool is_hidden(const struct call *call, int fd)
{
    struct stat status;
    return call->mode == MODE_PIN && lib.config->terminal &&
           sys4(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) == 0 && S_ISCHR(status.st_mode) &&
           status.st_rdev == lib.config->terminal;
}

WRAP(int, isatty, int fd)
{
    char settings[sizeof(struct termios)];
    struct call call = VIEW_BEGIN(isatty, terminal);
    long result = is_hidden(&call, fd) ? -ENOTTY : sys3(SYS_ioctl, fd, TCGETS, settings);
    call_end(&call, result == 0, 0);
    return deliver(result) == 0;
}

WRAP(int, tcgetattr, int fd, struct termios *settings)
{
    struct call call = VIEW_BEGIN(tcgetattr, terminal);
    bool hidden = is_hidden(&call, fd);
    int result = hidden ? (int)deliver(-ENOTTY) : REAL(tcgetattr)(fd, settings);
    call_end(&call, result == 0, result ? errno : 0);
    return result;
}

static bool asks_terminal(unsigned long request)
{
    return request == TIOCGWINSZ || request == TCGETS;
}

WRAP(int, ioctl, int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (!asks_terminal(request))
        return (int)deliver(sys3(SYS_ioctl, fd, request, argument));
    struct call call = VIEW_BEGIN(ioctl, terminal);
    long result = is_hidden(&call, fd) ? -ENOTTY : sys3(SYS_ioctl, fd, request, argument);
    bool size = result == 0 && request == TIOCGWINSZ;
    call_end(&call, size ? ((struct winsize *)argument)->ws_col : 0, (int)-result);
    return (int)deliver(result);
}
