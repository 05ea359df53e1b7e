/* Random bytes, drawn names, and addresses. */
#define _GNU_SOURCE
#include "seen.h"

#include <fcntl.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

SHAPE(allocation)
{
    SEE(AS(void *, size_t, size_t, size_t)(64, 64, 64));
}

SHAPE(reallocation)
{
    SEE(AS(void *, void *, size_t, size_t)(NULL, 64, 64));
}

SHAPE(posix_allocation)
{
    SEE(AS(long, void *, size_t, size_t)(out, 64, 64));
}

SHAPE(template)
{
    strcpy(out, argument ? "many/XXXXXX.suffix" : "many/XXXXXX");
    SEE(AS(long, char *, long, long)(out, argument, 0));
}

SHAPE(temporary_flags)
{
    strcpy(out, "many/XXXXXX");
    SEE(AS(long, char *, int)(out, O_CLOEXEC));
}

SHAPE(name_in)
{
    SEE(AS(void *, const char *, const char *)("many", "seen"));
}

SHAPE(shuffle)
{
    strcpy(out, "abcdefgh");
    SEE(AS(void *, char *)(out));
}

SHAPE(query)
{
    SEE(AS(int, int, const char *, int, int, const void *, int, const void *, void *,
           int)(ns_o_query, "localhost", 1, 1, NULL, 0, NULL, out, PART));
}

SHAPE(state_query)
{
    struct __res_state *state = (void *)out2;
    res_ninit(state);
    SEE(AS(int, void *, int, const char *, int, int, const void *, int, const void *, void *,
           int)(state, ns_o_query, "localhost", 1, 1, NULL, 0, NULL, out, PART));
}

/* Removed again in a way that nobody sees. */
SHAPE(semaphore)
{
    snprintf(out, PART, "/dev/shm/sem.seen-%d", (int)getpid());
    snprintf(out2, PART, "/seen-%d", (int)getpid());
    (void)argument;
    seen_begin();
    AS(void *, const char *, int, mode_t, unsigned)(out2, O_CREAT, 0600, 1);
    seen_end();
    seen_raw(SYS_unlink, (long)out, 0, 0);
}

SHAPE(mapping)
{
    static char page[8192] __attribute__((aligned(4096)));
    SEE(AS(int, void *, size_t, void *)(page, 4096, out));
}

SHAPE(map)
{
    SEE(AS(void *, void *, size_t, int, int, int, off_t)(NULL, 4096, PROT_READ,
                                                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
}

/* Loads the unwinder the first time. */
SHAPE(call_stack)
{
    AS(int, void *, long)(out, argument);
    SEE(AS(int, void *, long)(out, argument));
}

SHAPE(remap)
{
    void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    SEE(AS(void *, void *, size_t, size_t, int)(page, 4096, 8192, MREMAP_MAYMOVE));
}

const struct seen_row seen_random[] = {
    {result_size, 0, "getrandom arc4random_buf", WARM},
    {result_number, 64, "getentropy", WARM},
    {number, 1000, "arc4random arc4random_uniform", WARM},
    {template, 0, "mktemp mkstemp mkdtemp mkstemp64", WARM},
    {template, 7, "mkstemps mkostemps mkstemps64 mkostemps64", WARM},
    {temporary_flags, 0, "mkostemp mkostemp64", WARM},
    {name_in, 0, "tempnam", WARM},
    {result, 0, "tmpnam tmpnam_r", WARM},
    {nothing, 0, "tmpfile tmpfile64", WARM},
    {allocation, 0, "malloc calloc memalign aligned_alloc valloc pvalloc", COLD},
    {allocation, 0, "__libc_malloc __libc_calloc __libc_memalign __libc_valloc __libc_pvalloc",
     COLD},
    {reallocation, 0, "realloc reallocarray __libc_realloc", COLD},
    {posix_allocation, 0, "posix_memalign", COLD},
    {shuffle, 0, "strfry", WARM},
    {nothing, 0, "__res_randomid", WARM},
    {query, 0, "res_mkquery __res_mkquery", WARM},
    {state_query, 0, "res_nmkquery __res_nmkquery", WARM},
    {semaphore, 0, "sem_open", WARM},
    {number, 0, "brk sbrk __sbrk", WARM},
    {map, 0, "mmap mmap64", WARM},
    {remap, 0, "mremap", WARM},
    {mapping, 0, "mincore", WARM},
    {nothing, 0, "pthread_self thrd_current", WARM},
    {result, 0, "mallinfo mallinfo2 __libc_mallinfo", WARM},
    {call_stack, 16, "backtrace __backtrace", WARM},
    {NULL, 0, NULL, WARM},
};
