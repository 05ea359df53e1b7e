#include "loop.h"
#include <errno.h>
#include <stddef.h>

#define EVENTS_PER_TURN 64

int loop_open(void)
{
    int loop = epoll_create1(EPOLL_CLOEXEC);
    return loop < 0 ? -errno : loop;
}

int loop_watch(int loop, struct watch *watch, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = watch};
    return epoll_ctl(loop, EPOLL_CTL_ADD, watch->fd, &event) != 0 ? -errno : 0;
}

void loop_forget(int loop, const struct watch *watch)
{
    epoll_ctl(loop, EPOLL_CTL_DEL, watch->fd, NULL);
}

int loop_turn(int loop, int milliseconds)
{
    struct epoll_event events[EVENTS_PER_TURN];
    int count = epoll_wait(loop, events, EVENTS_PER_TURN, milliseconds);
    if (count < 0)
        return errno == EINTR ? 0 : -errno;
    for (int i = 0; i < count; i++) {
        struct watch *watch = events[i].data.ptr;
        watch->ready(watch, events[i].events);
    }
    return 0;
}
