/* Signals come and are handled; masks are as libc has them. */
#define _GNU_SOURCE
#include "hostile.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "sender.h"

static volatile sig_atomic_t caught, failed;

static void catch (int number)
{
    (void)number;
    caught++;
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

static void call_all(int number)
{
    int error = errno;
    (void)number;
    failed |= !call_safe_functions();
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

/* --- ends --- */

static void broken_pipe(void)
{
    int ends[2];
    for (int way = 0; way < 2; way++) {
        pid_t pid = fork();
        if (pid == 0) {
            signal(SIGPIPE, way ? SIG_IGN : SIG_DFL);
            if (pipe(ends) != 0)
                _exit(9);
            close(ends[0]);
            read_all_sources();
            _exit(write(ends[1], "x", 1) < 0 && errno == EPIPE ? 3 : 4);
        }
        say("%s", ending(pid));
    }
    say("%s", how(system("yes | head -1 >/dev/null")));
}

const struct row signal_rows[] = {
    ROW(masks),       ROW(pending), ROW(handlers_amid_calls), ROW(forks_amid_calls),
    ROW(small_stack), ROW(itimers), ROW(broken_pipe),         {NULL, NULL}};
