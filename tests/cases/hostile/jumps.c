/* Control leaves the stack it is on: out of handlers, out of faults, from one stack to another. */
#define _GNU_SOURCE
#include "hostile.h"
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>
#include "sender.h"

static bool failed;

static sigjmp_buf back;
static void jump(int number)
{
    (void)number;
    siglongjmp(back, 1);
}

/* Out of nothing but what signal-safety(7) lets one jump out of. */
static void jumps(void)
{
    static int jumped, i;
    handle(SIGUSR1, jump, 0);
    block(SIGUSR1, true);
    for (; i < 30; i++) {
        pid_t sender = send_soon(SIGUSR1, i % 5, 1);
        if (sigsetjmp(back, 1) == 0) {
            block(SIGUSR1, false);
            for (;;)
                failed |= !call_safe_functions();
        }
        jumped++;
        waitpid(sender, NULL, 0);
    }
    say("jumped %d, %s", jumped, read_all_sources() == 0 && !failed ? "fine" : "broken");
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

const struct row jump_rows[] = {
    ROW(jumps), ROW(faults), ROW(contexts), ROW(recursion), {NULL, NULL}};
