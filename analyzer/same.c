#include "same.h"
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define PIECE        ((size_t)4 << 20)
#define LARGE        ((size_t)16 << 20) /* from here on it is worth a thread */
#define MOST_HELPERS 3

/* Pieces are handed out in ascending order; once one differs the others need not be read. */
struct reading {
    struct bytes a, b;
    size_t next;
    bool differs;
};

static void let_go(struct bytes piece)
{
    madvise((void *)(uintptr_t)piece.data, piece.size, MADV_DONTNEED);
}

static void *compare_pieces(void *context)
{
    struct reading *reading = context;
    while (!__atomic_load_n(&reading->differs, __ATOMIC_RELAXED)) {
        size_t at = __atomic_fetch_add(&reading->next, PIECE, __ATOMIC_RELAXED);
        if (at >= reading->a.size)
            break;
        size_t rest = reading->a.size - at, size = rest < PIECE ? rest : PIECE;
        struct bytes a = bytes_part(reading->a, at, size), b = bytes_part(reading->b, at, size);
        if (!bytes_equal(a, b))
            __atomic_store_n(&reading->differs, true, __ATOMIC_RELAXED);
        let_go(a);
        let_go(b);
    }
    return NULL;
}

/* Signals are for the thread that was there before. */
static bool start_helper(pthread_t *thread, struct reading *reading)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(thread, NULL, compare_pieces, reading);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error == 0;
}

static bool same_large(struct bytes a, struct bytes b)
{
    struct reading reading = {.a = a, .b = b};
    pthread_t helpers[MOST_HELPERS];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int count = 0;
    while (count < MOST_HELPERS && count + 1 < processors &&
           start_helper(&helpers[count], &reading))
        count++;
    compare_pieces(&reading);
    while (count-- > 0)
        pthread_join(helpers[count], NULL);
    return !reading.differs;
}

bool same_mapped(struct bytes a, struct bytes b)
{
    if (a.size != b.size || a.size < LARGE)
        return bytes_equal(a, b);
    return same_large(a, b);
}
