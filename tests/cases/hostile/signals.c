/* Signals come, are handled, interrupt, jump; masks and restarts are as libc has them. */
#define _GNU_SOURCE
#include "hostile.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile sig_atomic_t caught, failed;

static void catch (int number)
{
    (void)number;
    caught++;
}

static void handle(int number, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigaction(number, &action, NULL);
}

/* A signal arrives in a while, sent by another process; `times` times, as far apart. */
static pid_t send_soon(int number, long milliseconds, int times)
{
    pid_t to = getpid(), pid = fork();
    if (pid == 0) {
        for (; times > 0; times--) {
            real_pause(milliseconds);
            kill(to, number);
        }
        _exit(0);
    }
    return pid;
}

/* Sent again and again until it has had its effect. */
static pid_t send_often(int number)
{
    return send_soon(number, 40, 500);
}

static void stop_sending(pid_t sender)
{
    kill(sender, SIGKILL);
    while (waitpid(sender, NULL, 0) < 0 && errno == EINTR) {
    }
}

/* --- EINTR and SA_RESTART --- */

static int pipe_ends[2];
static const struct timespec minute = {60, 0};

static long wait_read(void)
{
    char byte;
    return read(pipe_ends[0], &byte, 1);
}
static long wait_nanosleep(void)
{
    struct timespec left = {0, 0};
    long result = nanosleep(&minute, &left);
    return left.tv_sec > 50 && left.tv_sec <= 60 ? result : 77;
}
static long wait_clock_nanosleep(void)
{
    errno = clock_nanosleep(CLOCK_MONOTONIC, 0, &minute, NULL);
    return errno ? -1 : 0;
}
static long wait_sleep(void)
{
    unsigned left = sleep(60);
    errno = left > 50 ? EINTR : 0;
    return left > 50 ? -1 : 0;
}
static long wait_poll(void)
{
    struct pollfd fd = {pipe_ends[0], POLLIN, 0};
    return poll(&fd, 1, 60000);
}
static long wait_select(void)
{
    fd_set in;
    FD_ZERO(&in);
    FD_SET(pipe_ends[0], &in);
    struct timeval time = {60, 0};
    return select(pipe_ends[0] + 1, &in, NULL, NULL, &time);
}
static long wait_epoll(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int fd = epoll_create1(0);
    epoll_ctl(fd, EPOLL_CTL_ADD, pipe_ends[0], &event);
    return epoll_wait(fd, &event, 1, 60000);
}
static long wait_pause(void)
{
    return pause();
}
static long wait_sigsuspend(void)
{
    sigset_t none;
    sigemptyset(&none);
    return sigsuspend(&none);
}
static long wait_sigtimedwait(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    return sigtimedwait(&set, NULL, &minute);
}
static long wait_semtimedop(void)
{
    int set = semget(IPC_PRIVATE, 1, 0600);
    struct sembuf down = {0, -1, 0};
    long result = semtimedop(set, &down, 1, &minute);
    int error = errno;
    semctl(set, 0, IPC_RMID);
    errno = error;
    return result;
}
static long wait_open_fifo(void)
{
    char name[] = "/tmp/hostile-XXXXXX";
    close(mkstemp(name));
    unlink(name);
    mkfifo(name, 0600);
    long result = open(name, O_RDONLY);
    int error = errno;
    unlink(name);
    errno = error;
    return result;
}
static long wait_wait4(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        real_pause(60000);
        _exit(0);
    }
    long result = wait4(pid, NULL, 0, NULL);
    int error = errno;
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    errno = error;
    return result;
}

static void interrupted(void)
{
    static const struct {
        const char *name;
        long (*wait)(void);
    } waits[] = {{"read", wait_read},
                 {"nanosleep", wait_nanosleep},
                 {"clock_nanosleep", wait_clock_nanosleep},
                 {"sleep", wait_sleep},
                 {"poll", wait_poll},
                 {"select", wait_select},
                 {"epoll_wait", wait_epoll},
                 {"pause", wait_pause},
                 {"sigsuspend", wait_sigsuspend},
                 {"sigtimedwait", wait_sigtimedwait},
                 {"semtimedop", wait_semtimedop},
                 {"open", wait_open_fifo},
                 {"wait4", wait_wait4}};
    handle(SIGUSR1, catch, 0);
    if (pipe(pipe_ends) != 0)
        return;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        pid_t sender = send_often(SIGUSR1);
        long result = waits[i].wait();
        say("%s: %s", waits[i].name, result > 0 ? "odd" : said(result));
        stop_sending(sender);
    }
    say("%s", caught >= 13 ? "caught" : "not caught");
}

/* Interrupted by a handler that asks for restarting; then what is waited for comes. */
static void restarted(void)
{
    handle(SIGUSR1, catch, SA_RESTART);
    if (pipe(pipe_ends) != 0)
        return;
    pid_t writer = fork();
    if (writer == 0) {
        real_pause(200);
        _exit(write(pipe_ends[1], "x", 1) != 1);
    }
    pid_t sender = send_often(SIGUSR1);
    long result = wait_read();
    stop_sending(sender);
    say("read %ld", result);
    stop_sending(writer);
    pid_t child = fork();
    if (child == 0) {
        real_pause(200);
        _exit(4);
    }
    sender = send_often(SIGUSR1);
    const char *end = ending(child);
    stop_sending(sender);
    say("wait %s", end);
    sender = send_often(SIGUSR1);
    result = wait_nanosleep();
    say("nanosleep %s", said(result));
    result = wait_poll();
    say("poll %s", said(result));
    stop_sending(sender);
    say("%s", caught >= 4 ? "caught" : "not caught");
}

/* --- masks --- */

static void masks(void)
{
    sigset_t mask, seen;
    sigemptyset(&mask);
    sigaddset(&mask, SIGSEGV);
    sigaddset(&mask, SIGUSR1);
    sigaddset(&mask, SIGRTMIN + 3);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    read_all_sources();
    pid_t pid = fork();
    if (pid == 0) {
        sigprocmask(SIG_BLOCK, NULL, &seen);
        _exit(sigismember(&seen, SIGSEGV) + 2 * sigismember(&seen, SIGUSR1) +
              4 * sigismember(&seen, SIGRTMIN + 3) + 8 * sigismember(&seen, SIGTERM));
    }
    say("%s", ending(pid));
    if (system("grep -E '^Sig(Blk|Ign|Cgt)' /proc/self/status") != 0)
        say("no status");
    pthread_sigmask(SIG_BLOCK, NULL, &seen);
    say("%d %d", sigismember(&seen, SIGSEGV), sigismember(&seen, SIGTERM));
}

static void pending(void)
{
    sigset_t mask, seen;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    handle(SIGUSR1, catch, 0);
    sigprocmask(SIG_BLOCK, &mask, NULL);
    raise(SIGUSR1);
    read_all_sources();
    sigpending(&seen);
    say("%d, caught %d", sigismember(&seen, SIGUSR1), (int)caught);
    sigprocmask(SIG_UNBLOCK, &mask, NULL);
    say("caught %d", (int)caught);
}

/* --- handlers --- */

/* Everything signal-safety(7) allows that we have a hand in. */
static void call_all(int number)
{
    int error = errno;
    struct timespec now;
    struct stat status;
    (void)number;
    bool good = clock_gettime(CLOCK_MONOTONIC, &now) == 0 && time(NULL) > 0 && getpid() > 0 &&
                getppid() >= 0 && stat("/", &status) == 0 && lstat("/tmp", &status) == 0;
    int fd = open("/dev/null", O_WRONLY);
    good = fd >= 0 && fstat(fd, &status) == 0 && write(fd, "x", 1) == 1 && close(fd) == 0 && good;
    umask(umask(022));
    failed |= !good;
    caught++;
    errno = error;
}

/* A timer in real time, whatever clocks show. */
static void storm(void (*handler)(int), int flags)
{
    pid_t to = getpid();
    handle(SIGUSR1, handler, flags);
    pid_t pid = fork();
    if (pid == 0) {
        for (int i = 0; i < 600 && kill(to, SIGUSR1) == 0; i++)
            real_pause(0);
        _exit(0);
    }
    for (int i = 0; waitpid(pid, NULL, WNOHANG) == 0; i++)
        failed |= read_all_sources() != 0;
}

static void handlers_amid_calls(void)
{
    storm(call_all, SA_RESTART);
    say("%s, %s", caught > 0 ? "caught" : "none", failed ? "failed" : "fine");
}

/* What may be called there: fork(3) and malloc(3) wait for locks that were taken below us. */
static bool read_safe_sources(void)
{
    struct timespec now;
    struct stat status;
    char bytes[8];
    bool good = clock_gettime(CLOCK_REALTIME, &now) == 0 && time(NULL) > 0 && getpid() > 0 &&
                stat("/", &status) == 0;
    int fd = open("/dev/urandom", O_RDONLY);
    return fd >= 0 && read(fd, bytes, 8) == 8 && close(fd) == 0 && good;
}

static void fork_in_handler(int number)
{
    (void)number;
    if (caught++ > 40)
        return;
    pid_t pid = _Fork();
    if (pid == 0)
        _exit(!read_safe_sources());
    int status = 1;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    failed |= status != 0;
}

static void forks_amid_calls(void)
{
    storm(fork_in_handler, SA_RESTART);
    say("%s, %s", caught > 0 ? "caught" : "none", failed ? "failed" : "fine");
}

static sigjmp_buf back;
static void jump(int number)
{
    (void)number;
    siglongjmp(back, 1);
}

static void block(bool blocked)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

/* Out of nothing but what signal-safety(7) lets one jump out of. */
static void jumps(void)
{
    static int jumped, i;
    handle(SIGUSR1, jump, 0);
    block(true);
    for (; i < 30; i++) {
        pid_t sender = send_soon(SIGUSR1, i % 5, 1);
        if (sigsetjmp(back, 1) == 0) {
            block(false);
            for (;;)
                call_all(0);
        }
        jumped++;
        waitpid(sender, NULL, 0);
    }
    say("jumped %d, %s", jumped, read_all_sources() == 0 && !failed ? "fine" : "broken");
}

static void jump_out_of_waits(void)
{
    static int jumped, i;
    if (pipe(pipe_ends) != 0)
        return;
    block(true);
    for (; i < 12; i++) {
        handle(SIGUSR1, jump, 0);
        pid_t sender = send_often(SIGUSR1);
        if (sigsetjmp(back, 1) == 0) {
            block(false);
            static long (*const waits[])(void) = {wait_nanosleep, wait_poll, wait_select,
                                                  wait_sleep,     wait_read, wait_pause};
            waits[i % 6]();
        }
        signal(SIGUSR1, SIG_IGN);
        jumped++;
        stop_sending(sender);
    }
    struct timespec short_time = {0, 1000000};
    say("jumped %d, then nanosleep %s", jumped, said(nanosleep(&short_time, NULL)));
}

/* As small as it may be: what the kernel needs, and 2 KiB. */
static void small_stack(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), size = getauxval(AT_MINSIGSTKSZ) + 2048;
    size = size < 4096 ? 4096 : size;
    size_t room = (size + page - 1) / page * page;
    char *memory =
        mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(memory, page, PROT_NONE);
    stack_t stack = {.ss_sp = memory + page + room - size, .ss_size = size};
    sigaltstack(&stack, NULL);
    handle(SIGUSR1, call_all, SA_ONSTACK);
    for (int i = 0; i < 3; i++)
        raise(SIGUSR1);
    say("caught %d, %s", (int)caught, failed ? "failed" : "fine");
}

/* A fault, handled on another stack, survived by a jump. */
static void faults(void)
{
    static char room[65536];
    static int survived, i;
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    sigaltstack(&stack, NULL);
    handle(SIGSEGV, jump, SA_ONSTACK);
    for (; i < 5; i++) {
        if (sigsetjmp(back, 1) == 0)
            *(volatile int *)(long)(16 * i) = 1;
        survived += read_all_sources() == 0;
    }
    say("survived %d", survived);
}

/* --- stacks of one's own --- */

static ucontext_t outside, inside;
static int rounds;

static void coroutine(void)
{
    for (int i = 0; i < 3; i++) {
        failed |= read_all_sources() != 0;
        rounds++;
        swapcontext(&inside, &outside);
    }
}

/* Mapped and unmapped again, large and small at the same place: what was readable is no more. */
static void contexts(void)
{
    static const size_t sizes[] = {65536, 16384, 131072, 32768, 16384};
    static size_t i;
    for (; i < 40; i++) {
        size_t size = sizes[i % 5];
        char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        getcontext(&inside);
        inside.uc_stack.ss_sp = memory;
        inside.uc_stack.ss_size = size;
        inside.uc_link = &outside;
        makecontext(&inside, coroutine, 0);
        for (int turn = 0; turn < 4; turn++)
            swapcontext(&outside, &inside);
        munmap(memory, size);
    }
    say("rounds %d, %s", rounds, failed ? "failed" : "fine");
}

static void deep(int depth)
{
    volatile char room[512];
    room[0] = (char)depth;
    if (depth > 0)
        deep(depth - 1);
    else
        failed |= read_all_sources() != 0;
    room[1] = room[0];
}

static void recursion(void)
{
    deep(4000);
    say("%s", failed ? "failed" : "fine");
}

/* --- ends --- */

static void broken_pipe(void)
{
    for (int way = 0; way < 2; way++) {
        pid_t pid = fork();
        if (pid == 0) {
            signal(SIGPIPE, way ? SIG_IGN : SIG_DFL);
            if (pipe(pipe_ends) != 0)
                _exit(9);
            close(pipe_ends[0]);
            read_all_sources();
            _exit(write(pipe_ends[1], "x", 1) < 0 && errno == EPIPE ? 3 : 4);
        }
        say("%s", ending(pid));
    }
    say("%s", how(system("yes | head -1 >/dev/null")));
}

static void itimers(void)
{
    struct itimerval often = {{0, 2000}, {0, 2000}}, never = {{0, 0}, {0, 0}};
    handle(SIGPROF, call_all, SA_RESTART);
    handle(SIGALRM, call_all, SA_RESTART);
    setitimer(ITIMER_PROF, &often, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    for (int i = 0; i < 1000; i++)
        failed |= read_all_sources() != 0;
    setitimer(ITIMER_PROF, &never, NULL);
    setitimer(ITIMER_REAL, &never, NULL);
    say("%s", failed ? "failed" : "fine");
}

#define ROW(name)                                                                                  \
    {                                                                                              \
#name, name                                                                                \
    }
const struct row signal_rows[] = {
    ROW(interrupted),         ROW(restarted),        ROW(masks),    ROW(pending),
    ROW(handlers_amid_calls), ROW(forks_amid_calls), ROW(jumps),    ROW(jump_out_of_waits),
    ROW(small_stack),         ROW(faults),           ROW(contexts), ROW(recursion),
    ROW(broken_pipe),         ROW(itimers),          {NULL, NULL}};
