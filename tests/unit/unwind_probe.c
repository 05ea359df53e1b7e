/*
 * Asks for its parent from many kinds of frames, and prints for each the return addresses
 * libunwind sees.  test_unwind.c compares them with those in the trace.
 */
#define UNW_LOCAL_ONLY
#include <alloca.h>
#include <libunwind.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FRAMES 100

__attribute__((noinline)) static void look(void)
{
    void *frames[FRAMES];
    getppid();
    int count = unw_backtrace(frames, FRAMES);
    for (int i = 0; i < count; i++)
        printf("%p ", frames[i]);
    printf("\n");
}

__attribute__((noinline)) static int recurse(int depth)
{
    if (depth > 0)
        return recurse(depth - 1) + depth; /* no tail call */
    look();
    return 0;
}

__attribute__((noinline)) static size_t with_alloca(size_t size)
{
    char *room = alloca(size);
    memset(room, 'x', size);
    look();
    return (size_t)room[size / 2];
}

__attribute__((noinline)) static int realigned(int value)
{
    char room[256] __attribute__((aligned(256)));
    memset(room, value, sizeof room);
    look();
    return room[value];
}

static int seen;

static int compare(const void *a, const void *b)
{
    if (!seen++)
        look();
    return *(const int *)a - *(const int *)b;
}

static void handle(int number)
{
    (void)number;
    look();
}

int main(int argc, char **argv)
{
    int numbers[] = {3, 1, 2};
    (void)argv;
    look();
    recurse(3);
    recurse(20);
    with_alloca((size_t)argc * 100);
    realigned(argc);
    qsort(numbers, 3, sizeof *numbers, compare);
    signal(SIGUSR1, handle);
    raise(SIGUSR1);
    return 0;
}
