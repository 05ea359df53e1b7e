/* Threads by the thousand, at the beginning and at the end of everything. */
#define _GNU_SOURCE
#include "hostile.h"
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static int bad;

static void *read_them(void *unused)
{
    if (read_all_sources() != 0)
        __atomic_store_n(&bad, 1, __ATOMIC_RELAXED);
    return unused;
}

static void *read_little(void *unused)
{
    if (time(NULL) <= 0 || gettid() != (pid_t)raw(SYS_gettid, 0, 0, 0, 0, 0))
        __atomic_store_n(&bad, 1, __ATOMIC_RELAXED);
    return unused;
}

static void result(void)
{
    say("%s", __atomic_load_n(&bad, __ATOMIC_RELAXED) ? "bad" : "fine");
}

static void thousands(void)
{
    for (int i = 0; i < 2000; i++) {
        pthread_t thread;
        void *value = NULL;
        if (pthread_create(&thread, NULL, read_little, &bad) != 0 ||
            pthread_join(thread, &value) != 0 || value != &bad)
            bad = 1;
    }
    result();
}

static void many_at_once(void)
{
    static pthread_t threads[400];
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN + 16384);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 400; i++)
            bad |= pthread_create(&threads[i], &attributes, read_them, NULL) != 0;
        for (int i = 0; i < 400; i++)
            pthread_join(threads[i], NULL);
    }
    result();
}

static sem_t done;
static void *post(void *unused)
{
    read_little(NULL);
    sem_post(&done);
    return unused;
}

static void detached(void)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sem_init(&done, 0, 0);
    for (int i = 0; i < 500; i++) {
        pthread_t thread;
        while (pthread_create(&thread, &attributes, post, NULL) == EAGAIN)
            real_pause(1);
    }
    for (int i = 0; i < 500; i++)
        sem_wait(&done);
    result();
}

static void *spin(void *unused)
{
    for (;;) {
        read_little(NULL);
        pthread_testcancel();
    }
    return unused;
}

static void cancelled_by_the_hundred(void)
{
    int cancelled = 0;
    for (int i = 0; i < 300; i++) {
        pthread_t thread;
        void *value;
        pthread_create(&thread, NULL, spin, NULL);
        if (i % 3)
            real_pause(0);
        pthread_cancel(thread);
        pthread_join(thread, &value);
        cancelled += value == PTHREAD_CANCELED;
    }
    say("%d cancelled", cancelled);
    result();
}

static void smallest(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    say("%d", pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN));
    say("%d", pthread_create(&thread, &attributes, read_them, NULL));
    pthread_join(thread, NULL);
    result();
}

static void own_stack(void)
{
    size_t size = 65536;
    char *stack = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstack(&attributes, stack, size);
    say("%d", pthread_create(&thread, &attributes, read_them, NULL));
    pthread_join(thread, NULL);
    munmap(stack, size);
    result();
}

static void cannot_create(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, (size_t)1 << 46);
    int error = pthread_create(&thread, &attributes, read_them, NULL);
    say("%s", error ? strerrorname_np(error) : "created");
    for (int i = 0; i < 200; i++)
        bad |= pthread_create(&thread, &attributes, read_them, NULL) == 0;
    pthread_create(&thread, NULL, read_them, NULL);
    pthread_join(thread, NULL);
    result();
}

/* --- endings --- */

static void *outlive(void *unused)
{
    real_pause(50);
    say("others go on: %d", read_all_sources());
    return unused;
}

static void main_exits(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, outlive, NULL);
    pthread_exit(NULL);
}

static void *fork_here(void *unused)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(read_all_sources() == 0 && getpid() == gettid() ? 3 : 4);
    say("%s", ending(pid));
    return unused;
}

static void fork_in_thread(void)
{
    pthread_t thread, other;
    pthread_create(&other, NULL, spin, NULL);
    pthread_create(&thread, NULL, fork_here, NULL);
    pthread_join(thread, NULL);
    pthread_cancel(other);
    pthread_join(other, NULL);
}

static pthread_key_t key;
static int destroyed;
static void destroy(void *value)
{
    destroyed += read_all_sources() == 0;
    if (value == &destroyed)
        pthread_setspecific(key, &bad); /* once more */
}
static void *keep_specific(void *unused)
{
    pthread_setspecific(key, &destroyed);
    return unused;
}

static void specific(void)
{
    pthread_key_create(&key, destroy);
    for (int i = 0; i < 50; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, keep_specific, NULL);
        pthread_join(thread, NULL);
    }
    say("destroyed %d", destroyed);
}

static int c11(void *argument)
{
    read_them(NULL);
    if (argument)
        thrd_exit(42);
    return 41;
}

static void of_c11(void)
{
    thrd_t thread;
    int value = 0;
    for (int way = 0; way < 2; way++) {
        say("%d", thrd_create(&thread, c11, way ? &value : NULL) == thrd_success);
        thrd_join(thread, &value);
        say("%d", value);
    }
}

/* --- signals and ids --- */

static volatile pid_t handled_by;
static void note_thread(int number)
{
    (void)number;
    handled_by = gettid();
}
static void *wait_for_signal(void *id)
{
    *(volatile pid_t *)id = gettid();
    while (!handled_by)
        real_pause(1);
    return NULL;
}

static void signalled(void)
{
    volatile pid_t id = 0;
    pthread_t thread;
    signal(SIGUSR1, note_thread);
    pthread_create(&thread, NULL, wait_for_signal, (void *)&id);
    while (!id)
        real_pause(1);
    say("%s", said(tgkill(getpid(), id, SIGUSR1)));
    pthread_join(thread, NULL);
    say("%s", handled_by == id ? "by it" : "by another");
}

/* --- what makes raw threads, without libc --- */

static int strange_done;
static int stranger(void *unused)
{
    (void)unused;
    __atomic_store_n(&strange_done, 1, __ATOMIC_SEQ_CST);
    return 0;
}

static void strangers(void)
{
    static char stack[65536] __attribute__((aligned(16)));
    int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    say("%d", clone(stranger, stack + sizeof stack, flags, NULL) > 0);
    while (!__atomic_load_n(&strange_done, __ATOMIC_SEQ_CST))
        real_pause(1);
    say("%d", read_all_sources());
}

/* --- libraries come and go --- */

static void *open_and_close(void *name)
{
    for (int i = 0; i < 100; i++) {
        void *library = dlopen(name, RTLD_NOW);
        long (*ask)(void) = library ? (long (*)(void))dlsym(library, "ask") : NULL;
        if (!ask || ask() <= 0)
            __atomic_store_n(&bad, 1, __ATOMIC_RELAXED);
        if (library)
            dlclose(library);
    }
    return NULL;
}

/* Two that are loaded at the same address in turn: what is known of the one is wrong of the other.
 */
static void libraries(void)
{
    static char names[2][4200];
    char *slash = strrchr(self, '/');
    snprintf(names[0], sizeof names[0], "%.*s/libhostile_small.so", (int)(slash - self), self);
    snprintf(names[1], sizeof names[1], "%.*s/libhostile_large.so", (int)(slash - self), self);
    for (int i = 0; i < 50; i++) {
        void *library = dlopen(names[i % 2], RTLD_NOW | RTLD_LOCAL);
        long (*ask)(void) = library ? (long (*)(void))dlsym(library, "ask") : NULL;
        if (!ask || ask() <= 0)
            bad = 1;
        if (library)
            dlclose(library);
    }
    result();
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, open_and_close, names[i % 2]);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    result();
}

/* --- before main and after it --- */

static int early;
__attribute__((constructor(101))) static void first(void)
{
    early += read_all_sources() == 0;
}
__attribute__((constructor)) static void second(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, read_little, NULL);
    pthread_join(thread, NULL);
    early += bad == 0;
}
static bool wordy;
__attribute__((destructor(101))) static void last(void)
{
    if (wordy)
        say("destructor %d", read_all_sources());
}
static void after(void)
{
    say("atexit %d", read_all_sources());
}

static void constructors(void)
{
    wordy = true;
    say("early %d", early);
    atexit(after);
    exit(0);
}

const struct row thread_rows[] = {
    ROW(thousands),      ROW(many_at_once), ROW(detached),      ROW(cancelled_by_the_hundred),
    ROW(smallest),       ROW(own_stack),    ROW(cannot_create), ROW(main_exits),
    ROW(fork_in_thread), ROW(specific),     ROW(of_c11),        ROW(signalled),
    ROW(strangers),      ROW(libraries),    ROW(constructors),  {NULL, NULL}};
