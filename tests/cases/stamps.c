/*
 * Reads the time stamp counter in odd places, and does with SIGSEGV what programs do: `stamps
 * WHAT`.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static uint64_t stamp(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static void show(const char *where)
{
    printf("%s %llu\n", where, (unsigned long long)stamp());
    fflush(stdout);
}

static volatile int *const nowhere = NULL;
static sigjmp_buf back;
static int caught;

static void on_fault(int signal, siginfo_t *info, void *context)
{
    (void)context;
    caught = signal == SIGSEGV && info->si_addr == NULL && stamp() > 0;
    siglongjmp(back, 1);
}

static void on_signal(int signal)
{
    caught = signal == SIGSEGV && stamp() > 0;
    siglongjmp(back, 1);
}

/* The program's own handler gets what is not the counter's, and reads the counter in it. */
static void handlers(void)
{
    struct sigaction mine = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO}, old;
    sigfillset(&mine.sa_mask);
    sigaction(SIGSEGV, &mine, NULL);
    if (sigsetjmp(back, 1) == 0)
        *nowhere = 1;
    printf("sigaction %d\n", caught);
    caught = 0;
    sigaction(SIGSEGV, NULL, &old);
    printf("kept %d %d\n", old.sa_sigaction == on_fault, (old.sa_flags & SA_SIGINFO) != 0);
    printf("before %d\n", (void *)signal(SIGSEGV, on_signal) == (void *)on_fault);
    if (sigsetjmp(back, 1) == 0)
        *nowhere = 1;
    printf("signal %d\n", caught);
    caught = 0;
    if (sigsetjmp(back, 1) == 0)
        raise(SIGSEGV);
    printf("raise %d\n", caught);
    signal(SIGSEGV, SIG_IGN);
    raise(SIGSEGV);
    show("ignored");
}

static void *in_thread(void *unused)
{
    (void)unused;
    show("thread");
    return NULL;
}

/* Everything blocked, as threads that take no signals do. */
static void blocked(void)
{
    sigset_t all, now;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, NULL);
    show("pthread_sigmask");
    pthread_create(&thread, NULL, in_thread, NULL);
    pthread_join(thread, NULL);
    sigprocmask(SIG_BLOCK, &all, NULL);
    sigprocmask(SIG_BLOCK, NULL, &now);
    printf("others %d\n", sigismember(&now, SIGUSR1));
    show("sigprocmask");
}

static void on_overflow(int signal)
{
    (void)signal;
    static const char text[] = "overflow caught\n";
    _exit(write(1, text, sizeof text - 1) < 0);
}

static int deeper(int n)
{
    volatile char room[4096];
    memset((char *)room, n, sizeof room);
    return n < 0 ? 0 : deeper(n + 1) + room[n % 4096];
}

static void overflow(void)
{
    stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536};
    struct sigaction mine = {.sa_handler = on_overflow, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, NULL);
    sigaction(SIGSEGV, &mine, NULL);
    printf("%d\n", deeper(0));
}

static void crash(void)
{
    *nowhere = 1;
}

static void die(void)
{
    raise(SIGSEGV);
}

/* Children by every road: the counter is as it should be in each. */
static void children(char *self)
{
    char *again[] = {self, "stamp", NULL};
    pid_t child = fork();
    if (child == 0) {
        show("fork");
        execv(self, again);
    }
    waitpid(child, NULL, 0);
    if (execl("/nowhere", "nowhere", (char *)NULL) != 0)
        show("failed exec");
    if (posix_spawn(&child, self, NULL, NULL, again, environ) == 0)
        waitpid(child, NULL, 0);
    fflush(stdout);
    printf("system %d\n", system("true"));
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "stamp") == 0)
        show("stamp");
    else if (strcmp(what, "handlers") == 0)
        handlers();
    else if (strcmp(what, "blocked") == 0)
        blocked();
    else if (strcmp(what, "overflow") == 0)
        overflow();
    else if (strcmp(what, "crash") == 0)
        crash();
    else if (strcmp(what, "die") == 0)
        die();
    else if (strcmp(what, "children") == 0)
        children(argv[0]);
    return 0;
}
