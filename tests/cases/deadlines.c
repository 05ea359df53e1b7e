/*
 * Every timed wait libc offers, of 200 ms of the clock the program sees, relative and absolute:
 * how long did it last in truth, measured by a raw system call, and has the clock the program sees
 * moved on by that much?  One line each; fails when one is wrong.
 *
 *     deadlines [REAL-MILLISECONDS]    what 200 ms last in truth, if the clock runs at another rate
 */
#define _GNU_SOURCE
#include <aio.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#define MS     200
#define WAIT   (MS * 1000000L)
#define SECOND 1000000000L

/* Past every wrapper. */
static long raw(long number, long first, void *second)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second)
                     : "rcx", "r11", "memory");
    return result;
}

static double real_now(void)
{
    struct timespec t;
    raw(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The clock the program sees must not notice. */
static void real_pause(long milliseconds)
{
    struct timespec t = {0, milliseconds * 1000000};
    raw(SYS_nanosleep, (long)&t, NULL);
}

static double seen_now(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const struct timespec length = {0, WAIT};

static struct timespec in_a_while(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    t.tv_nsec += WAIT;
    t.tv_sec += t.tv_nsec / SECOND;
    t.tv_nsec %= SECOND;
    return t;
}

/* What a wait returned, as it says that its time has come. */
static void expect(bool right, const char *what)
{
    if (!right)
        printf("%s: %s\n", what, strerror(errno));
}

static int pipe_end(void)
{
    int ends[2];
    return pipe(ends) == 0 ? ends[0] : -1;
}

/* --- sleeps --- */

static void do_nanosleep(clockid_t id)
{
    (void)id;
    nanosleep(&length, NULL);
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

/* --- signals and timers --- */

static sigset_t alarms(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    return set;
}

static void do_sigtimedwait(clockid_t id)
{
    sigset_t set = alarms();
    (void)id;
    expect(sigtimedwait(&set, NULL, &length) < 0 && errno == EAGAIN, "sigtimedwait");
}

static void do_setitimer(clockid_t id)
{
    sigset_t set = alarms();
    struct itimerval t = {.it_value = {0, WAIT / 1000}};
    (void)id;
    setitimer(ITIMER_REAL, &t, NULL);
    expect(getitimer(ITIMER_REAL, &t) == 0 && t.it_value.tv_usec > 100000, "getitimer");
    sigwaitinfo(&set, NULL);
}

static void do_ualarm(clockid_t id)
{
    sigset_t set = alarms();
    (void)id;
    ualarm(WAIT / 1000, 0);
    sigwaitinfo(&set, NULL);
}

static void set_timer(clockid_t id, int flags, struct timespec time)
{
    timer_t timer;
    sigset_t set = alarms();
    struct itimerspec left, when = {.it_value = time};
    expect(timer_create(id, NULL, &timer) == 0, "timer_create");
    expect(timer_settime(timer, flags, &when, NULL) == 0, "timer_settime");
    expect(timer_gettime(timer, &left) == 0 && left.it_value.tv_sec == 0 &&
               left.it_value.tv_nsec > WAIT / 2 && left.it_value.tv_nsec <= WAIT + WAIT / 10,
           "timer_gettime");
    sigwaitinfo(&set, NULL);
}

static void do_timer(clockid_t id)
{
    set_timer(id, 0, length);
}

static void do_timer_until(clockid_t id)
{
    set_timer(id, TIMER_ABSTIME, in_a_while(id));
}

static void set_descriptor(clockid_t id, int flags, struct itimerspec when)
{
    uint64_t count;
    int fd = timerfd_create(id, 0);
    struct itimerspec left;
    expect(timerfd_settime(fd, flags, &when, NULL) == 0, "timerfd_settime");
    expect(timerfd_gettime(fd, &left) == 0 && left.it_value.tv_sec == 0 &&
               left.it_value.tv_nsec > WAIT / 8 && left.it_value.tv_nsec <= WAIT + WAIT / 10,
           "timerfd_gettime");
    for (int i = when.it_interval.tv_nsec ? 4 : 1; i > 0; i -= (int)count)
        expect(read(fd, &count, sizeof count) == sizeof count, "read");
}

static void do_timerfd(clockid_t id)
{
    set_descriptor(id, 0, (struct itimerspec){.it_value = length});
}

static void do_timerfd_until(clockid_t id)
{
    set_descriptor(id, TFD_TIMER_ABSTIME, (struct itimerspec){.it_value = in_a_while(id)});
}

static void do_timerfd_interval(clockid_t id)
{
    struct timespec quarter = {0, WAIT / 4};
    set_descriptor(id, 0, (struct itimerspec){quarter, quarter});
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

/* --- threads --- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;

static void do_cond_timedwait(clockid_t id)
{
    pthread_condattr_t attributes;
    pthread_cond_t variable;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, id);
    pthread_cond_init(&variable, &attributes);
    struct timespec t = in_a_while(id);
    pthread_mutex_lock(&mutex);
    while (pthread_cond_timedwait(&variable, &mutex, &t) == 0)
        continue;
}

static void do_cond_clockwait(clockid_t id)
{
    pthread_cond_t variable = PTHREAD_COND_INITIALIZER;
    struct timespec t = in_a_while(id);
    pthread_mutex_lock(&mutex);
    while (pthread_cond_clockwait(&variable, &mutex, id, &t) == 0)
        continue;
}

static void do_mutex_timedlock(clockid_t id)
{
    struct timespec t = in_a_while(id);
    pthread_mutex_lock(&mutex);
    expect(pthread_mutex_timedlock(&mutex, &t) == ETIMEDOUT, "pthread_mutex_timedlock");
}

static void do_mutex_clocklock(clockid_t id)
{
    struct timespec t = in_a_while(id);
    pthread_mutex_lock(&mutex);
    expect(pthread_mutex_clocklock(&mutex, id, &t) == ETIMEDOUT, "pthread_mutex_clocklock");
}

/* A lock the thread itself holds for writing is a deadlock to glibc: another one holds it. */
static void *hold(void *unused)
{
    (void)unused;
    pthread_rwlock_wrlock(&rwlock);
    pause();
    return NULL;
}

static void hold_rwlock(void)
{
    pthread_t holder;
    pthread_create(&holder, NULL, hold, NULL);
    while (pthread_rwlock_tryrdlock(&rwlock) == 0) {
        pthread_rwlock_unlock(&rwlock);
        sched_yield();
    }
}

static void do_rwlock_timedrdlock(clockid_t id)
{
    hold_rwlock();
    struct timespec t = in_a_while(id);
    expect(pthread_rwlock_timedrdlock(&rwlock, &t) == ETIMEDOUT, "pthread_rwlock_timedrdlock");
}

static void do_rwlock_timedwrlock(clockid_t id)
{
    hold_rwlock();
    struct timespec t = in_a_while(id);
    expect(pthread_rwlock_timedwrlock(&rwlock, &t) == ETIMEDOUT, "pthread_rwlock_timedwrlock");
}

static void do_rwlock_clockrdlock(clockid_t id)
{
    hold_rwlock();
    struct timespec t = in_a_while(id);
    expect(pthread_rwlock_clockrdlock(&rwlock, id, &t) == ETIMEDOUT, "pthread_rwlock_clockrdlock");
}

static void do_rwlock_clockwrlock(clockid_t id)
{
    hold_rwlock();
    struct timespec t = in_a_while(id);
    expect(pthread_rwlock_clockwrlock(&rwlock, id, &t) == ETIMEDOUT, "pthread_rwlock_clockwrlock");
}

static void do_sem_timedwait(clockid_t id)
{
    sem_t s;
    struct timespec t = in_a_while(id);
    sem_init(&s, 0, 0);
    expect(sem_timedwait(&s, &t) != 0 && errno == ETIMEDOUT, "sem_timedwait");
}

static void do_sem_clockwait(clockid_t id)
{
    sem_t s;
    struct timespec t = in_a_while(id);
    sem_init(&s, 0, 0);
    expect(sem_clockwait(&s, id, &t) != 0 && errno == ETIMEDOUT, "sem_clockwait");
}

static pthread_t holder(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, hold, NULL);
    return thread;
}

static void do_timedjoin(clockid_t id)
{
    pthread_t thread = holder();
    struct timespec t = in_a_while(id);
    expect(pthread_timedjoin_np(thread, NULL, &t) == ETIMEDOUT, "pthread_timedjoin_np");
}

static void do_clockjoin(clockid_t id)
{
    pthread_t thread = holder();
    struct timespec t = in_a_while(id);
    expect(pthread_clockjoin_np(thread, NULL, id, &t) == ETIMEDOUT, "pthread_clockjoin_np");
}

static void do_cnd_timedwait(clockid_t id)
{
    cnd_t condition;
    mtx_t lock;
    cnd_init(&condition);
    mtx_init(&lock, mtx_plain);
    mtx_lock(&lock);
    struct timespec t = in_a_while(id);
    while (cnd_timedwait(&condition, &lock, &t) == thrd_success)
        continue;
}

static void do_mtx_timedlock(clockid_t id)
{
    mtx_t lock;
    mtx_init(&lock, mtx_timed);
    mtx_lock(&lock);
    struct timespec t = in_a_while(id);
    expect(mtx_timedlock(&lock, &t) == thrd_timedout, "mtx_timedlock");
}

/* --- by number --- */

static void by_nanosleep(clockid_t id)
{
    (void)id;
    syscall(SYS_nanosleep, &length, NULL);
}

static void by_clock_nanosleep(clockid_t id)
{
    struct timespec t = in_a_while(id);
    syscall(SYS_clock_nanosleep, id, TIMER_ABSTIME, &t, NULL);
}

static void by_poll(clockid_t id)
{
    struct pollfd one = {pipe_end(), POLLIN, 0};
    (void)id;
    expect(syscall(SYS_poll, &one, 1, MS) == 0, "SYS_poll");
}

static void by_ppoll(clockid_t id)
{
    struct timespec t = length;
    (void)id;
    expect(syscall(SYS_ppoll, NULL, 0, &t, NULL, 8) == 0, "SYS_ppoll");
}

static void by_pselect6(clockid_t id)
{
    struct timespec t = length;
    (void)id;
    expect(syscall(SYS_pselect6, 0, NULL, NULL, NULL, &t, NULL) == 0, "SYS_pselect6");
}

static void by_epoll_pwait2(clockid_t id)
{
    struct epoll_event event;
    (void)id;
    if (syscall(441, epoll_create1(0), &event, 1, &length, NULL, 8) < 0 && errno == ENOSYS)
        nanosleep(&length, NULL); /* before Linux 5.11 */
}

static void by_sigtimedwait(clockid_t id)
{
    sigset_t set = alarms();
    (void)id;
    expect(syscall(SYS_rt_sigtimedwait, &set, NULL, &length, 8) < 0, "SYS_rt_sigtimedwait");
}

static void by_timerfd(clockid_t id)
{
    uint64_t count;
    int fd = timerfd_create(id, 0);
    struct itimerspec when = {.it_value = in_a_while(id)};
    expect(syscall(SYS_timerfd_settime, fd, TFD_TIMER_ABSTIME, &when, NULL) == 0, "by number");
    expect(read(fd, &count, sizeof count) == sizeof count, "read");
}

static void by_timer(clockid_t id)
{
    int timer;
    sigset_t set = alarms();
    struct itimerspec when = {.it_value = in_a_while(id)};
    expect(syscall(SYS_timer_create, id, NULL, &timer) == 0, "SYS_timer_create");
    expect(syscall(SYS_timer_settime, timer, TIMER_ABSTIME, &when, NULL) == 0, "SYS_timer_settime");
    sigwaitinfo(&set, NULL);
}

static void by_futex(clockid_t id)
{
    int word = 0;
    (void)id;
    expect(syscall(SYS_futex, &word, FUTEX_WAIT, 0, &length, NULL, 0) < 0 && errno == ETIMEDOUT,
           "FUTEX_WAIT");
}

static void by_futex_until(clockid_t id)
{
    int word = 0, operation = FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG;
    struct timespec t = in_a_while(id);
    if (id == CLOCK_REALTIME)
        operation |= FUTEX_CLOCK_REALTIME;
    expect(syscall(SYS_futex, &word, operation, 0, &t, NULL, -1) < 0 && errno == ETIMEDOUT,
           "FUTEX_WAIT_BITSET");
}

static void by_futex_pi(clockid_t id)
{
    static int word;
    struct timespec t = in_a_while(id);
    word = 1; /* held by the init process, which does not let go */
    long result = syscall(SYS_futex, &word, FUTEX_LOCK_PI, 0, &t, NULL, 0);
    if (result < 0 && errno != ETIMEDOUT)
        nanosleep(&length, NULL); /* another's process may not be waited for */
}

/* --- the table --- */

#define REAL  CLOCK_REALTIME
#define MONO  CLOCK_MONOTONIC
#define BOOT  CLOCK_BOOTTIME
#define RIGHT 0 /* must last as long as it should */
#define STEPS 1 /* a leaping clock may end it early */

static const struct row {
    const char *name;
    void (*wait)(clockid_t id);
    clockid_t id;
    int kind;
} rows[] = {
    {"nanosleep", do_nanosleep, MONO, RIGHT},
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
    {"sigtimedwait", do_sigtimedwait, MONO, RIGHT},
    {"setitimer", do_setitimer, MONO, RIGHT},
    {"ualarm", do_ualarm, MONO, RIGHT},
    {"timer, relative, realtime", do_timer, REAL, RIGHT},
    {"timer, relative, monotonic", do_timer, MONO, RIGHT},
    {"timer, absolute, realtime", do_timer_until, REAL, RIGHT},
    {"timer, absolute, monotonic", do_timer_until, MONO, RIGHT},
    {"timer, absolute, boottime", do_timer_until, BOOT, RIGHT},
    {"timerfd, relative, realtime", do_timerfd, REAL, RIGHT},
    {"timerfd, relative, monotonic", do_timerfd, MONO, RIGHT},
    {"timerfd, absolute, realtime", do_timerfd_until, REAL, RIGHT},
    {"timerfd, absolute, monotonic", do_timerfd_until, MONO, RIGHT},
    {"timerfd, absolute, boottime", do_timerfd_until, BOOT, RIGHT},
    {"timerfd, four intervals", do_timerfd_interval, MONO, RIGHT},
    {"semtimedop", do_semtimedop, MONO, RIGHT},
    {"mq_timedreceive", do_mq_timedreceive, REAL, RIGHT},
    {"mq_timedsend", do_mq_timedsend, REAL, RIGHT},
    {"pthread_cond_timedwait, realtime", do_cond_timedwait, REAL, RIGHT},
    {"pthread_cond_timedwait, monotonic", do_cond_timedwait, MONO, RIGHT},
    {"pthread_cond_clockwait, realtime", do_cond_clockwait, REAL, RIGHT},
    {"pthread_cond_clockwait, monotonic", do_cond_clockwait, MONO, RIGHT},
    {"pthread_mutex_timedlock", do_mutex_timedlock, REAL, RIGHT},
    {"pthread_mutex_clocklock, realtime", do_mutex_clocklock, REAL, RIGHT},
    {"pthread_mutex_clocklock, monotonic", do_mutex_clocklock, MONO, RIGHT},
    {"pthread_rwlock_timedrdlock", do_rwlock_timedrdlock, REAL, RIGHT},
    {"pthread_rwlock_timedwrlock", do_rwlock_timedwrlock, REAL, RIGHT},
    {"pthread_rwlock_clockrdlock, realtime", do_rwlock_clockrdlock, REAL, RIGHT},
    {"pthread_rwlock_clockrdlock, monotonic", do_rwlock_clockrdlock, MONO, RIGHT},
    {"pthread_rwlock_clockwrlock, realtime", do_rwlock_clockwrlock, REAL, RIGHT},
    {"pthread_rwlock_clockwrlock, monotonic", do_rwlock_clockwrlock, MONO, RIGHT},
    {"sem_timedwait", do_sem_timedwait, REAL, RIGHT},
    {"sem_clockwait, realtime", do_sem_clockwait, REAL, RIGHT},
    {"sem_clockwait, monotonic", do_sem_clockwait, MONO, RIGHT},
    {"pthread_timedjoin_np", do_timedjoin, REAL, RIGHT},
    {"pthread_clockjoin_np, realtime", do_clockjoin, REAL, RIGHT},
    {"pthread_clockjoin_np, monotonic", do_clockjoin, MONO, RIGHT},
    {"cnd_timedwait", do_cnd_timedwait, REAL, RIGHT},
    {"mtx_timedlock", do_mtx_timedlock, REAL, RIGHT},
    {"SYS_nanosleep", by_nanosleep, MONO, RIGHT},
    {"SYS_clock_nanosleep, realtime", by_clock_nanosleep, REAL, RIGHT},
    {"SYS_clock_nanosleep, monotonic", by_clock_nanosleep, MONO, RIGHT},
    {"SYS_poll", by_poll, MONO, RIGHT},
    {"SYS_ppoll", by_ppoll, MONO, RIGHT},
    {"SYS_pselect6", by_pselect6, MONO, RIGHT},
    {"SYS_epoll_pwait2", by_epoll_pwait2, MONO, RIGHT},
    {"SYS_rt_sigtimedwait", by_sigtimedwait, MONO, RIGHT},
    {"SYS_timerfd_settime, realtime", by_timerfd, REAL, RIGHT},
    {"SYS_timerfd_settime, monotonic", by_timerfd, MONO, RIGHT},
    {"SYS_timer_settime, realtime", by_timer, REAL, RIGHT},
    {"SYS_timer_settime, monotonic", by_timer, MONO, RIGHT},
    {"SYS_futex, relative", by_futex, MONO, RIGHT},
    {"SYS_futex, absolute, realtime", by_futex_until, REAL, RIGHT},
    {"SYS_futex, absolute, monotonic", by_futex_until, MONO, RIGHT},
    {"SYS_futex, lock with inheritance", by_futex_pi, REAL, RIGHT},
};
#define ROWS (sizeof rows / sizeof *rows)

/* --- each in a process of its own, a few at a time --- */

#define AT_ONCE 8
#define FOREVER 8.0

struct result {
    pid_t pid;
    double took, seen;
    bool done;
};

static void measure(const struct row *row, struct result *result)
{
    double seen = seen_now(row->id), start = real_now();
    row->wait(row->id);
    result->took = real_now() - start;
    result->seen = seen_now(row->id) - seen;
    result->done = true;
    fflush(stdout);
    _exit(0);
}

static void begin(size_t i, struct result *result)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        measure(&rows[i], result);
    result->pid = pid; /* shared memory: by the parent alone */
}

static void finish(const struct result *result)
{
    double start = real_now();
    while (!result->done && real_now() - start < FOREVER)
        real_pause(5);
    if (result->pid <= 0)
        return;
    kill(result->pid, SIGKILL);
    waitpid(result->pid, NULL, 0);
}

static bool report(const struct row *row, const struct result *result, double wanted)
{
    /* a loaded machine may be late, nothing makes it early */
    bool timely = result->done && result->took > 0.9 * wanted && result->took < wanted + 1.5;
    bool moved = result->seen > 0.9 * MS / 1e3;
    printf("%-45s %s%s\n", row->name,
           !result->done ? "never ended"
           : timely      ? "right"
           : row->kind   ? "steps: early or late"
                         : "WRONG",
           moved ? "" : ", the clock STOOD STILL");
    if (!timely || !moved)
        printf("    took %.3f s, seen %.3f s\n", result->took, result->seen);
    return (timely || row->kind == STEPS) && moved;
}

int main(int argc, char **argv)
{
    double wanted = argc > 1 ? atof(argv[1]) / 1e3 : MS / 1e3;
    struct result *results = mmap(NULL, sizeof *results * ROWS, PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    bool good = true;
    for (size_t first = 0; first < ROWS; first += AT_ONCE) {
        size_t end = first + AT_ONCE < ROWS ? first + AT_ONCE : ROWS;
        for (size_t i = first; i < end; i++)
            begin(i, &results[i]);
        for (size_t i = first; i < end; i++)
            finish(&results[i]);
    }
    for (size_t i = 0; i < ROWS; i++)
        good = report(&rows[i], &results[i], wanted) && good;
    return !good;
}
