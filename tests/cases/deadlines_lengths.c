/* Sleeps, and waits for descriptors, semaphores and messages. */
#define _GNU_SOURCE
#include "deadlines.h"
#include <aio.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <threads.h>
#include <unistd.h>

/* --- sleeps --- */

static void do_nanosleep(clockid_t id)
{
    (void)id;
    nanosleep(&length, NULL);
}

static void take_note(int number)
{
    (void)number;
}

/* Interrupted ever so often, and resumed with what is left. */
static void do_resumed(clockid_t id)
{
    const struct itimerval often = {{0, 20000}, {0, 20000}}, never = {{0, 0}, {0, 0}};
    struct timespec left = length;
    signal(SIGALRM, take_note);
    setitimer(ITIMER_REAL, &often, NULL);
    while (clock_nanosleep(id, 0, &left, &left) == EINTR) {
    }
    setitimer(ITIMER_REAL, &never, NULL);
}

static void do_usleep(clockid_t id)
{
    (void)id;
    usleep(WAIT / 1000);
}

static void do_thrd_sleep(clockid_t id)
{
    (void)id;
    thrd_sleep(&length, NULL);
}

static void do_clock_nanosleep(clockid_t id)
{
    clock_nanosleep(id, 0, &length, NULL);
}

static void do_clock_nanosleep_until(clockid_t id)
{
    struct timespec t = in_a_while(id);
    clock_nanosleep(id, TIMER_ABSTIME, &t, NULL);
}

/* In small steps until the clock says so: it must move with the sleeps. */
static void do_steps(clockid_t id)
{
    double end = seen_now(id) + MS / 1e3;
    while (seen_now(id) < end)
        usleep(10000);
}

/* --- descriptors --- */

static void do_poll(clockid_t id)
{
    struct pollfd one = {pipe_end(), POLLIN, 0};
    (void)id;
    expect(poll(&one, 1, MS) == 0, "poll");
}

static void do_poll_nothing(clockid_t id)
{
    (void)id;
    poll(NULL, 0, MS);
}

static void do_ppoll(clockid_t id)
{
    struct pollfd one = {pipe_end(), POLLIN, 0};
    (void)id;
    expect(ppoll(&one, 1, &length, NULL) == 0, "ppoll");
}

static void do_select(clockid_t id)
{
    struct timeval t = {0, WAIT / 1000};
    fd_set set;
    int fd = pipe_end();
    (void)id;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    expect(select(fd + 1, &set, NULL, NULL, &t) == 0, "select");
    expect(t.tv_sec == 0 && t.tv_usec == 0, "what select left");
}

static void do_pselect(clockid_t id)
{
    (void)id;
    expect(pselect(0, NULL, NULL, NULL, &length, NULL) == 0, "pselect");
}

static void do_epoll_wait(clockid_t id)
{
    struct epoll_event event;
    (void)id;
    expect(epoll_wait(epoll_create1(0), &event, 1, MS) == 0, "epoll_wait");
}

static void do_epoll_pwait(clockid_t id)
{
    struct epoll_event event;
    (void)id;
    expect(epoll_pwait(epoll_create1(0), &event, 1, MS, NULL) == 0, "epoll_pwait");
}

static void do_aio_suspend(clockid_t id)
{
    static char byte;
    static struct aiocb request;
    const struct aiocb *list[] = {&request};
    (void)id;
    request = (struct aiocb){
        .aio_fildes = pipe_end(), .aio_buf = (volatile void *)&byte, .aio_nbytes = 1};
    expect(aio_read(&request) == 0, "aio_read");
    expect(aio_suspend(list, 1, &length) != 0 && errno == EAGAIN, "aio_suspend");
}

/* recvmmsg looks at the time when a message has come: here one comes every 20 ms. */
static void *send_often(void *socket)
{
    for (int i = 0; i < 200; i++) {
        real_pause(20);
        if (send(*(int *)socket, "x", 1, MSG_NOSIGNAL) < 0)
            break;
    }
    return NULL;
}

static void do_recvmmsg(clockid_t id)
{
    int ends[2];
    pthread_t sender;
    struct mmsghdr messages[200] = {0};
    struct timespec t = length;
    (void)id;
    expect(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0, "socketpair");
    pthread_create(&sender, NULL, send_often, &ends[1]);
    expect(recvmmsg(ends[0], messages, 200, 0, &t) > 1, "recvmmsg");
}

/* --- System V and message queues --- */

static void do_semtimedop(clockid_t id)
{
    int set = semget(IPC_PRIVATE, 1, 0600);
    struct sembuf take = {0, -1, 0};
    (void)id;
    expect(semtimedop(set, &take, 1, &length) < 0 && errno == EAGAIN, "semtimedop");
    semctl(set, 0, IPC_RMID);
}

static mqd_t queue(void)
{
    char name[40];
    struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
    snprintf(name, sizeof name, "/paribus-deadlines-%ld", (long)getpid());
    mqd_t made = mq_open(name, O_CREAT | O_RDWR, 0600, &attributes);
    mq_unlink(name);
    return made;
}

static void do_mq_timedreceive(clockid_t id)
{
    char message[8];
    mqd_t q = queue();
    struct timespec t = in_a_while(id);
    expect(mq_timedreceive(q, message, 8, NULL, &t) < 0 && errno == ETIMEDOUT, "mq_timedreceive");
}

static void do_mq_timedsend(clockid_t id)
{
    mqd_t q = queue();
    mq_send(q, "x", 1, 0);
    struct timespec t = in_a_while(id);
    expect(mq_timedsend(q, "y", 1, 0, &t) < 0 && errno == ETIMEDOUT, "mq_timedsend");
}

const struct row length_rows[] = {
    {"nanosleep", do_nanosleep, MONO, RIGHT},
    {"clock_nanosleep, resumed", do_resumed, MONO, RIGHT},
    {"usleep", do_usleep, MONO, RIGHT},
    {"thrd_sleep", do_thrd_sleep, MONO, RIGHT},
    {"clock_nanosleep, relative, realtime", do_clock_nanosleep, REAL, RIGHT},
    {"clock_nanosleep, relative, monotonic", do_clock_nanosleep, MONO, RIGHT},
    {"clock_nanosleep, relative, boottime", do_clock_nanosleep, BOOT, RIGHT},
    {"clock_nanosleep, absolute, realtime", do_clock_nanosleep_until, REAL, RIGHT},
    {"clock_nanosleep, absolute, monotonic", do_clock_nanosleep_until, MONO, RIGHT},
    {"clock_nanosleep, absolute, boottime", do_clock_nanosleep_until, BOOT, RIGHT},
    {"clock_nanosleep, absolute, tai", do_clock_nanosleep_until, CLOCK_TAI, RIGHT},
    {"steps, realtime", do_steps, REAL, STEPS},
    {"steps, monotonic", do_steps, MONO, STEPS},
    {"poll", do_poll, MONO, RIGHT},
    {"poll of nothing", do_poll_nothing, MONO, RIGHT},
    {"ppoll", do_ppoll, MONO, RIGHT},
    {"select", do_select, MONO, RIGHT},
    {"pselect", do_pselect, MONO, RIGHT},
    {"epoll_wait", do_epoll_wait, MONO, RIGHT},
    {"epoll_pwait", do_epoll_pwait, MONO, RIGHT},
    {"aio_suspend", do_aio_suspend, MONO, RIGHT},
    {"recvmmsg", do_recvmmsg, MONO, RIGHT},
    {"semtimedop", do_semtimedop, MONO, RIGHT},
    {"mq_timedreceive", do_mq_timedreceive, REAL, RIGHT},
    {"mq_timedsend", do_mq_timedsend, REAL, RIGHT},
    {NULL, NULL, 0, 0},
};
