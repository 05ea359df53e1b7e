#include "interrupt.h"
#include <signal.h>
#include <stddef.h>

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
#define NUMBERS (sizeof numbers / sizeof *numbers)

static struct sigaction before[NUMBERS];
static volatile sig_atomic_t seen;

/* SA_RESETHAND: the next one of its kind does what it does to everybody. */
static void note(int number)
{
    seen = number;
}

void interrupt_watch(void)
{
    const struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART | SA_RESETHAND};
    seen = 0;
    for (size_t i = 0; i < NUMBERS; i++) {
        sigaction(numbers[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

void interrupt_unwatch(void)
{
    for (size_t i = 0; i < NUMBERS; i++)
        sigaction(numbers[i], &before[i], NULL);
}

int interrupt_seen(void)
{
    return seen;
}

/* Seen by a run: then, too, the next one is the last. */
void interrupt_note(int number)
{
    seen = number;
    signal(number, SIG_DFL);
}
