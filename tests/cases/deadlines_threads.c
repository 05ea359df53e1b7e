/* Threads that wait for each other. */
#define _GNU_SOURCE
#include "deadlines.h"
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <threads.h>
#include <unistd.h>

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

const struct row thread_rows[] = {
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
    {NULL, NULL, 0, 0},
};
