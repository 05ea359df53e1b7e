/*
 * Who we are, in words that are the same in every run: the image, the thread, and the ids chosen
 * for the children we are about to create.  abi/run.h says how identities are derived.
 */
#ifndef PARIBUS_IDENTITY_H
#define PARIBUS_IDENTITY_H

#include <sys/types.h>
#include "lib.h"

struct identity {
    uint64_t image;    /* this process image */
    uint64_t base;     /* what it was derived from */
    uint64_t parent;   /* the image that created it; what an exec of ours derives from if forked */
    uint64_t pid_unit; /* the unit our process id was chosen by, 0: not chosen */
    uint32_t ordinal;
    bool forked; /* not exec'ed since fork */
    bool shared; /* another process may run in our memory: ids are the kernel's to say */
    pid_t pid;
};
extern struct identity identity;

/* Per thread; zero in a new thread until thread_here() has been asked. */
struct thread {
    uint64_t key;       /* identity of the thread */
    uint64_t draws;     /* random streams begun */
    uint32_t forks;     /* children created by it */
    uint32_t creations; /* threads created by it */
    bool known;
    bool holds_random; /* rand.c: what it asks of the kernel instead of the processor is pinned */
    uint32_t lent;     /* a vfork child runs on our stack and in our memory */
    pid_t tid;         /* 0: not asked for yet */
    struct run_clock child_clock; /* clock.c: where the child being created starts */
    bool child_clock_known;
    int64_t slept_rest;    /* waits.c: what was slept and is not counted yet */
    uint64_t child_unit;   /* pid unit of the child being created: read by a vfork child */
    uint64_t cursor;       /* writer.c: where the next record goes */
    uint32_t writer_image; /* writer.c: the image `cursor` belongs to */
    uintptr_t stack_low, stack_high; /* stack.c: addresses known to be readable */
    void *exec_memory;               /* exec.c: the environment of the last exec from here */
    size_t exec_size;
};
extern __thread struct thread thread_self;

/* Names a thread that was created without our knowledge. */
void thread_adopt(void);

static inline struct thread *thread_here(void)
{
    if (unlikely(!thread_self.known))
        thread_adopt();
    return &thread_self;
}

/*
 * A word in a page the kernel wipes in every forked child: madvise(2), MADV_WIPEONFORK.
 * Zero means that this process has not noticed yet that it is a new one.
 */
extern uint64_t identity_alive;
void identity_after_fork(void);

static inline void identity_check(void)
{
    if (unlikely(!identity_alive) && lib.ready)
        identity_after_fork();
}

/* Whether identity.pid and thread_self.tid are those of whoever asks; after identity_check(). */
static inline bool identity_is_own(void)
{
    return lib.ready && !thread_self.lent && !identity.shared;
}

/* At start: the image's own identity from the state its creator passed on. */
void identity_init(uint64_t base, uint64_t pid_unit, char *const *argv);

/* Before and after the creation of a child process or thread: chooses its id. */
void identity_before_child(uint64_t key);
void identity_after_child(void);

/* The key of the next child of this thread: by a plain fork, or with its command line known. */
uint64_t identity_next_fork(void);
uint64_t identity_next_spawn(char *const *argv);

/* The thread that is about to be created by this one. */
uint64_t identity_next_thread(void);

/* Whose program this is, for one that is about to exec and may not be the process it seems to be.
 */
enum tenant {
    TENANT_OWNER, /* the process that `identity` tells of */
    TENANT_CHILD, /* a forked child that has done nothing so far: `identity` is its creator's */
    TENANT_GUEST, /* a child that shares its creator's memory (vfork) */
};
enum tenant identity_tenant(void);

#endif
