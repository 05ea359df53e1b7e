/*
 * What a forked child does first is its own doing: it sleeps, it sets an alarm; its parent's clock
 * stands meanwhile, and moves on when the child has been waited for.  Prints what is wrong.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LENGTH 1000

/* Past libc and past whoever stands in front of it. */
static void until_ended(pid_t child)
{
    long result;
    siginfo_t info;
    register long options __asm__("r10") = WEXITED | WNOWAIT;
    register long usage __asm__("r8") = 0;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"((long)SYS_waitid), "D"((long)P_PID), "S"((long)child), "d"(&info),
                       "r"(options), "r"(usage)
                     : "rcx", "r11", "memory");
}

static pid_t fork_and(unsigned (*first)(unsigned))
{
    pid_t child = fork();
    if (child == 0) {
        first(LENGTH);
        time_t now = time(NULL);
        _exit(now > 0 && (first != alarm || alarm(0) > 0) ? 0 : 1);
    }
    return child;
}

int main(void)
{
    int status = 0;
    time_t begun = time(NULL);
    pid_t child = fork_and(sleep);
    until_ended(child);
    if (time(NULL) - begun >= LENGTH)
        puts("a child's sleep moved its parent's clock on");
    waitpid(child, &status, 0);
    if (time(NULL) - begun < LENGTH)
        puts("a child that slept was waited for, and no time has passed");
    waitpid(fork_and(alarm), &status, 0);
    if (status != 0)
        puts("the alarm a child set is gone");
    return 0;
}
