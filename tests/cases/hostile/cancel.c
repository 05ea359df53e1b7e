/* What libc makes a cancellation point is one; what waits can be cancelled, and cleans up. */
#define _GNU_SOURCE
#include "hostile.h"
#include <aio.h>
#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int ends[2];
static pid_t child;
static char fifo[64];
static const struct timespec minute = {60, 0};
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_t sleeper;

static void unlock(void *unused)
{
    (void)unused;
    pthread_mutex_unlock(&mutex);
}

static void in_nanosleep(void)
{
    nanosleep(&minute, NULL);
}
static void in_clock_nanosleep(void)
{
    clock_nanosleep(CLOCK_MONOTONIC, 0, &minute, NULL);
}
static void in_clock_nanosleep_until(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 60;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}
static void in_sleep(void)
{
    sleep(60);
}
static void in_usleep(void)
{
    usleep(60000000);
}
static void in_pause(void)
{
    pause();
}
static void in_read(void)
{
    char byte;
    if (read(ends[0], &byte, 1) != 0)
        return;
}
static void in_poll(void)
{
    struct pollfd fd = {ends[0], POLLIN, 0};
    poll(&fd, 1, 60000);
}
static void in_ppoll(void)
{
    struct pollfd fd = {ends[0], POLLIN, 0};
    ppoll(&fd, 1, &minute, NULL);
}
static void in_select(void)
{
    struct timeval time = {60, 0};
    select(0, NULL, NULL, NULL, &time);
}
static void in_pselect(void)
{
    pselect(0, NULL, NULL, NULL, &minute, NULL);
}
static void in_epoll_wait(void)
{
    struct epoll_event event;
    epoll_wait(epoll_create1(0), &event, 1, 60000);
}
static void in_wait4(void)
{
    wait4(child, NULL, 0, NULL);
}
static void in_waitpid(void)
{
    waitpid(child, NULL, 0);
}
static void in_waitid(void)
{
    waitid(P_PID, (id_t)child, NULL, WEXITED);
}
static void in_open(void)
{
    open(fifo, O_RDONLY);
}
static void in_openat(void)
{
    openat(AT_FDCWD, fifo, O_WRONLY);
}
static void in_sigtimedwait(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigtimedwait(&set, NULL, &minute);
}
static void in_sigsuspend(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigsuspend(&set);
}
static void in_cond_wait(void)
{
    pthread_mutex_lock(&mutex);
    pthread_cleanup_push(unlock, NULL);
    pthread_cond_wait(&condition, &mutex);
    pthread_cleanup_pop(1);
}
static void in_cond_timedwait(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    pthread_mutex_lock(&mutex);
    pthread_cleanup_push(unlock, NULL);
    pthread_cond_timedwait(&condition, &mutex, &until);
    pthread_cleanup_pop(1);
}
static void in_sem_wait(void)
{
    sem_t semaphore;
    sem_init(&semaphore, 0, 0);
    sem_wait(&semaphore);
}
static void in_sem_timedwait(void)
{
    sem_t semaphore;
    struct timespec until;
    sem_init(&semaphore, 0, 0);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    sem_timedwait(&semaphore, &until);
}
static void in_join(void)
{
    pthread_join(sleeper, NULL);
}
static void in_timedjoin(void)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    pthread_timedjoin_np(sleeper, NULL, &until);
}
static void in_recv(void)
{
    char byte;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0)
        recv(pair[0], &byte, 1, 0);
}
static void in_recvmmsg(void)
{
    struct mmsghdr message = {0};
    struct timespec time = minute;
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0)
        recvmmsg(pair[0], &message, 1, 0, &time);
}
static void in_mq_timedreceive(void)
{
    struct mq_attr attributes = {.mq_maxmsg = 1, .mq_msgsize = 8};
    char name[64], message[8];
    struct timespec until;
    snprintf(name, sizeof name, "/hostile-%d", (int)raw(SYS_getpid, 0, 0, 0, 0, 0));
    mqd_t queue = mq_open(name, O_RDWR | O_CREAT, 0600, &attributes);
    mq_unlink(name);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    mq_timedreceive(queue, message, sizeof message, NULL, &until);
}
static void in_aio_suspend(void)
{
    char byte;
    struct aiocb request = {.aio_fildes = ends[0], .aio_buf = &byte, .aio_nbytes = 1};
    const struct aiocb *list[] = {&request};
    aio_read(&request);
    aio_suspend(list, 1, &minute);
}
static void in_system(void)
{
    if (system("sleep 60") != 0)
        return;
}
static void in_lockf(void)
{
    lockf(ends[0], F_TEST, 0);
    pthread_testcancel();
}

#define POINT(name)                                                                                \
    {                                                                                              \
#name, in_##name                                                                           \
    }
static const struct point {
    const char *name;
    void (*wait)(void);
} points[] = {POINT(nanosleep),
              POINT(clock_nanosleep),
              POINT(clock_nanosleep_until),
              POINT(sleep),
              POINT(usleep),
              POINT(pause),
              POINT(read),
              POINT(poll),
              POINT(ppoll),
              POINT(select),
              POINT(pselect),
              POINT(epoll_wait),
              POINT(wait4),
              POINT(waitpid),
              POINT(waitid),
              POINT(open),
              POINT(openat),
              POINT(sigtimedwait),
              POINT(sigsuspend),
              POINT(cond_wait),
              POINT(cond_timedwait),
              POINT(sem_wait),
              POINT(sem_timedwait),
              POINT(join),
              POINT(timedjoin),
              POINT(recv),
              POINT(recvmmsg),
              POINT(mq_timedreceive),
              POINT(aio_suspend),
              POINT(system),
              POINT(lockf)};

struct victim {
    const struct point *point;
    volatile pid_t id;
    bool cleaned, passed;
};

static void clean(void *victim)
{
    ((struct victim *)victim)->cleaned = true;
}

static void *suffer(void *given)
{
    struct victim *victim = given;
    pthread_cleanup_push(clean, victim);
    victim->id = (pid_t)raw(SYS_gettid, 0, 0, 0, 0, 0);
    victim->point->wait();
    victim->passed = true;
    pthread_cleanup_pop(0);
    return NULL;
}

static void *sleep_long(void *unused)
{
    real_pause(60000);
    return unused;
}

static void prepare(void)
{
    pthread_create(&sleeper, NULL, sleep_long, NULL);
    snprintf(fifo, sizeof fifo, "/tmp/hostile-fifo-%d", (int)raw(SYS_getpid, 0, 0, 0, 0, 0));
    child = fork();
    if (child == 0) {
        real_pause(60000);
        _exit(0);
    }
    if (pipe(ends) != 0 || mkfifo(fifo, 0600) != 0)
        say("cannot prepare");
}

static void finish(void)
{
    kill(child, SIGKILL);
    unlink(fifo);
    _exit(0);
}

/* In the state "S" of /proc/self/task/ID/stat: it waits. */
static void until_it_waits(const struct victim *victim)
{
    while (!victim->id)
        real_pause(1);
    real_pause(15);
}

static void waiting(void)
{
    prepare();
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        struct victim victim = {.point = &points[i]};
        pthread_t thread;
        void *value = NULL;
        pthread_create(&thread, NULL, suffer, &victim);
        until_it_waits(&victim);
        pthread_cancel(thread);
        pthread_join(thread, &value);
        say("%s: %s, %s", points[i].name, value == PTHREAD_CANCELED ? "cancelled" : "not cancelled",
            victim.cleaned ? "cleaned up" : "not cleaned up");
    }
    finish();
}

/* Asked before it came to its point. */
static void *suffer_late(void *given)
{
    int old;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    ((struct victim *)given)->id = 1;
    while (((struct victim *)given)->id != 2)
        real_pause(1);
    pthread_setcancelstate(old, NULL);
    return suffer(given);
}

static void asked_before(void)
{
    prepare();
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        struct victim victim = {.point = &points[i]};
        pthread_t thread;
        void *value = NULL;
        pthread_create(&thread, NULL, suffer_late, &victim);
        while (!victim.id)
            real_pause(1);
        pthread_cancel(thread);
        victim.id = 2;
        pthread_join(thread, &value);
        say("%s: %s", points[i].name, value == PTHREAD_CANCELED ? "cancelled" : "not cancelled");
    }
    finish();
}

/* Not a point: what never waits, and what is disabled. */
static void *no_points(void *unused)
{
    struct timespec now, short_time = {0, 1000};
    struct stat status;
    int old, type;
    pthread_cancel(pthread_self());
    time(NULL);
    clock_gettime(CLOCK_REALTIME, &now);
    getpid();
    stat("/", &status);
    fstat(0, &status);
    getppid();
    umask(umask(022));
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    nanosleep(&short_time, NULL);
    close(open("/dev/null", O_RDONLY));
    waitpid(-1, NULL, WNOHANG);
    pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &type);
    say("still here, type %s", type == PTHREAD_CANCEL_DEFERRED ? "deferred" : "asynchronous");
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
    nanosleep(&short_time, NULL);
    say("came too far");
    return unused;
}

static void no_point(void)
{
    pthread_t thread;
    void *value = NULL;
    pthread_create(&thread, NULL, no_points, NULL);
    pthread_join(thread, &value);
    say("%s", value == PTHREAD_CANCELED ? "cancelled" : "not cancelled");
}

const struct row cancel_rows[] = {ROW(waiting), ROW(asked_before), ROW(no_point), {NULL, NULL}};
