/* Where a mapping of the program's own comes to lie after so many calls that are written down: in a
 * process, in one it forked, and where its threads call as well. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CALLS 20000

static void call(void)
{
    struct timespec now;
    for (int i = 0; i < CALLS; i++)
        clock_gettime(CLOCK_REALTIME, &now);
}

static void *call_in_thread(void *nothing)
{
    call();
    return nothing;
}

static void tell(const char *who)
{
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *pages = mmap(NULL, 1 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("%s: %p %p\n", who, page, pages);
    fflush(stdout);
}

int main(void)
{
    call();
    tell("a process");
    pid_t child = fork();
    if (child == 0) {
        tell("a child");
        call();
        tell("a child after its calls");
        _exit(0);
    }
    if (waitpid(child, NULL, 0) != child)
        return EXIT_FAILURE;
    pthread_t thread;
    if (pthread_create(&thread, NULL, call_in_thread, NULL) != 0)
        return EXIT_FAILURE;
    pthread_join(thread, NULL);
    tell("after a thread's calls");
    return EXIT_SUCCESS;
}
