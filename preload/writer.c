#include "writer.h"
#include "confine.h"
#include "identity.h"
#include "trace_space.h"
#include "banned.h"

#define WINDOWS      20
#define FIRST_WINDOW ((uint64_t)TRACE_CHUNK) /* window n holds FIRST_WINDOW << n bytes */
#define PLACES       9                       /* of the first so many there is one in lib.room */

/*
 * What this image has of the file, as one space of its own: window after window, each twice as
 * large as the one before and anywhere in the file.
 */
static char *window[WINDOWS];
static uint32_t claimed; /* bit n: the place of window n is taken */
static uint64_t used;    /* of that space, in whole chunks */
static uint32_t image;
static char *const *program_argv;

static void drop(void)
{
    count(dropped);
}

static unsigned window_of(uint64_t offset)
{
    return 63 - (unsigned)__builtin_clzll(offset / FIRST_WINDOW + 1);
}

static uint64_t window_start(unsigned n)
{
    return FIRST_WINDOW * ((1ULL << n) - 1);
}

static_assert((FIRST_WINDOW << PLACES) - FIRST_WINDOW <= TRACE_ROOM, "the places lie in the room");

static bool has_place(unsigned n)
{
    return lib.room && n < PLACES;
}

/* Where window n belongs; NULL: anywhere.  Only who comes first is told: a second thread that
 * mapped there as well would tear what the first one has written already. */
static char *claim_place(unsigned n)
{
    uint32_t bit = 1u << n;
    if (!has_place(n) || __atomic_fetch_or(&claimed, bit, __ATOMIC_RELAXED) & bit)
        return NULL;
    return lib.room + window_start(n);
}

/* What lies at its place stays, or there would be a hole for the program's mappings. */
static void unmap_window(unsigned n, char *memory)
{
    if (!has_place(n) || memory != lib.room + window_start(n))
        sys2(SYS_munmap, memory, FIRST_WINDOW << n);
}

static long map_at(char *place, size_t size, long fd, uint64_t start)
{
    long memory = sys6(SYS_mmap, place, size, PROT_READ | PROT_WRITE,
                       MAP_SHARED | (place ? MAP_FIXED : 0), fd, start);
    if (place && memory < 0)
        lib.room = NULL; /* it may have a hole now, and that may be the program's next */
    return memory;
}

static void *map_window(unsigned n)
{
    uint64_t size = FIRST_WINDOW << n;
    long memory = -1;
    char path[PATH_ROOM];
    if (confined())
        return NULL;
    path_below(path, RUN_TRACE);
    long fd = sys4(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0);
    if (fd < 0)
        return NULL;
    uint64_t start = __atomic_fetch_add(&lib.shared->trace_end, size, __ATOMIC_RELAXED);
    if (trace_space_take(fd, start, start + size))
        memory = map_at(claim_place(n), size, fd, start);
    sys1(SYS_close, fd);
    return memory > 0 ? (void *)memory : NULL;
}

static char *chunk_memory(uint64_t offset)
{
    unsigned n = window_of(offset);
    if (n >= WINDOWS)
        return NULL;
    char *memory = __atomic_load_n(&window[n], __ATOMIC_ACQUIRE);
    if (!memory) {
        memory = map_window(n);
        char *winner = NULL;
        if (!memory)
            return NULL;
        if (!__atomic_compare_exchange_n(&window[n], &winner, memory, false, __ATOMIC_ACQ_REL,
                                         __ATOMIC_ACQUIRE)) {
            unmap_window(n, memory);
            memory = winner;
        }
    }
    return memory + (offset - window_start(n));
}

/* A fresh chunk for this thread; where its first record goes, 0 when there is no room. */
static uint64_t new_chunk(uint64_t thread)
{
    uint64_t offset = __atomic_fetch_add(&used, TRACE_CHUNK, __ATOMIC_RELAXED);
    struct trace_chunk *chunk = (struct trace_chunk *)chunk_memory(offset);
    if (!chunk)
        return 0;
    chunk->image = image;
    chunk->thread = thread;
    __atomic_store_n(&chunk->magic, TRACE_CHUNK_MAGIC, __ATOMIC_RELEASE);
    return offset + sizeof *chunk;
}

static bool fits(uint64_t cursor, size_t size)
{
    return cursor && (cursor % TRACE_CHUNK) && cursor % TRACE_CHUNK + size <= TRACE_CHUNK;
}

/* Moves the thread's cursor on; a signal handler may do the same at any instruction. */
static uint64_t take(struct thread *thread, size_t size)
{
    if (thread->writer_image != image) {
        thread->cursor = 0;
        thread->writer_image = image;
    }
    uint64_t cursor = __atomic_load_n(&thread->cursor, __ATOMIC_RELAXED);
    while (fits(cursor, size)) {
        if (__atomic_compare_exchange_n(&thread->cursor, &cursor, cursor + size, false,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return cursor;
    }
    uint64_t fresh = new_chunk(thread->key);
    if (fresh)
        __atomic_store_n(&thread->cursor, fresh + size, __ATOMIC_RELAXED);
    return fresh;
}

void *writer_reserve(size_t size)
{
    identity_check(); /* nothing of ours into what our creator writes */
    if (!image) {
        if (lib.config->flags & RUN_FLAG_TRACE && lib.ready)
            drop();
        return NULL;
    }
    size = (size + 7) & ~(size_t)7;
    uint64_t offset =
        size <= TRACE_CHUNK - sizeof(struct trace_chunk) ? take(thread_here(), size) : 0;
    if (!offset) {
        drop();
        return NULL;
    }
    struct trace_record *head = (struct trace_record *)chunk_memory(offset);
    struct trace_record pending = {.type = TRACE_PENDING, .words = (uint16_t)(size / 8)};
    *head = pending;
    return head;
}

static void commit(struct trace_record *head, struct trace_record final)
{
    uint64_t word;
    memcpy(&word, &final, sizeof word);
    __atomic_store_n((uint64_t *)(void *)head, word, __ATOMIC_RELEASE);
}

void writer_commit(struct trace_record *head, enum trace_type type, uint32_t arg)
{
    commit(head, (struct trace_record){(uint8_t)type, head->flags, head->words, arg});
}

void writer_brief(uint16_t call, uint8_t mode, uint32_t stack, uint64_t value)
{
    struct trace_brief *brief = writer_reserve(sizeof *brief);
    if (!brief)
        return;
    brief->value = value;
    commit((struct trace_record *)brief, (struct trace_record){TRACE_BRIEF, mode, call, stack});
}

/* --- texts --- */

#define TEXT_LIMIT 6000u

static size_t list_length(const char *first, char *const *list)
{
    size_t length = first ? text_length(first) + 1 : 0;
    for (; list && *list && length < TEXT_LIMIT; list++)
        length += text_length(*list) + 1;
    return length;
}

/* Appends a string and its NUL; cuts at `end`, where one NUL always fits. */
static char *append(char *at, const char *end, const char *text)
{
    while (*text && at + 1 < end)
        *at++ = *text++;
    if (at < end)
        *at++ = '\0';
    return at;
}

static void fill(struct trace_record *head, char *at, size_t room, const char *first,
                 char *const *list)
{
    const char *end = at + room;
    if (list_length(first, list) > room)
        head->flags |= TRACE_TRUNCATED;
    if (first)
        at = append(at, end, first);
    for (; list && *list && at < end; list++)
        at = append(at, end, *list);
}

struct trace_record *writer_text(enum trace_type type, uint32_t arg, const char *first,
                                 char *const *list)
{
    size_t length = list_length(first, list);
    length = length < TEXT_LIMIT ? length : TEXT_LIMIT;
    struct trace_record *head = writer_reserve(sizeof *head + length);
    if (!head)
        return NULL;
    fill(head, (char *)(head + 1), length, first, list);
    writer_commit(head, type, arg);
    return head;
}

void writer_withdraw(struct trace_record *head)
{
    if (!head)
        return;
    head->flags |= TRACE_WITHDRAWN;
    writer_commit(head, TRACE_PENDING, 0);
}

static void write_process(void)
{
    char cwd[1024];
    if (sys2(SYS_getcwd, cwd, sizeof cwd) < 0)
        cwd[0] = '\0';
    uint32_t argc = 0;
    while (program_argv && program_argv[argc])
        argc++;
    size_t fixed = text_length(lib.exe) + 1 + text_length(cwd) + 1;
    size_t length = fixed + list_length(NULL, program_argv);
    length = length < TEXT_LIMIT ? length : TEXT_LIMIT;
    struct trace_process *process = writer_reserve(sizeof *process + length);
    if (!process)
        return;
    process->process = identity.image;
    process->parent = identity.parent;
    process->pid = identity.pid;
    process->parent_pid = (int32_t)sys0(SYS_getppid);
    process->base = identity.base;
    process->pid_unit = identity.pid_unit;
    process->ordinal = identity.ordinal;
    process->kind = identity.forked ? IMAGE_FORK : IMAGE_EXEC;
    char *at = (char *)(process + 1), *end = at + length;
    at = append(at, end, lib.exe);
    at = append(at, end, cwd);
    fill(&process->head, at, (size_t)(end - at), NULL, program_argv);
    writer_commit(&process->head, TRACE_PROCESS, argc);
}

/* --- the image --- */

static void begin_image(void)
{
    memset(window, 0, sizeof window);
    claimed = 0;
    used = 0;
    image = 0;
    if (!lib.shared)
        return;
    uint32_t number = (uint32_t)__atomic_add_fetch(&lib.shared->images, 1, __ATOMIC_RELAXED);
    if (!(lib.config->flags & RUN_FLAG_TRACE))
        return;
    image = number;
    if (chunk_memory(0)) {
        write_process();
    } else {
        image = 0;
        count(untraced);
    }
}

#define PREPARED (1ULL << 20)

void writer_prepare(void)
{
    uint64_t goal = __atomic_load_n(&used, __ATOMIC_RELAXED) + PREPARED;
    for (uint64_t at = used; image && at < goal; at += TRACE_CHUNK)
        chunk_memory(at);
}

void writer_init(char *const *argv)
{
    program_argv = argv;
    begin_image();
}

/* The mappings are shared with our parent: let them go, they are its own. */
void writer_after_fork(void)
{
    for (unsigned n = 0; n < WINDOWS && !confined(); n++) {
        if (window[n])
            unmap_window(n, window[n]);
    }
    begin_image();
}

uint32_t writer_image(void)
{
    return image;
}
