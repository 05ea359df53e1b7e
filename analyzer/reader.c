#include "reader.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "util.h"

struct reader {
    const char *bytes;
    size_t size;
    size_t entered;        /* chunks since memory was let go */
    size_t lowest, beyond; /* the part of the file they lie in */
};

#define LET_GO 64 /* chunks, half a megabyte */
#define AROUND                                                                                     \
    ((size_t)4 << 20) /* the kernel maps more than what is touched: on both sides of it */

static int refuse(char **why, int error, const char *path, const char *what)
{
    *why = xasprintf("cannot read trace '%s': %s", path, what);
    return error;
}

static const char *header_fault(const struct trace_header *header)
{
    if (header->magic != TRACE_MAGIC)
        return "this is no trace file";
    if (header->oldest_reader > TRACE_VERSION)
        return "it was written by a newer paribus";
    if (header->chunk_size != TRACE_CHUNK)
        return "its chunks have a size this paribus does not know";
    return NULL;
}

static int map(struct reader *reader, const char *path, char **why)
{
    autoclose int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat status;
    if (fd < 0 || fstat(fd, &status) != 0)
        return refuse(why, -errno, path, strerror(errno));
    reader->size = (size_t)status.st_size;
    if (!S_ISREG(status.st_mode) || reader->size < sizeof(struct trace_header))
        return refuse(why, -EINVAL, path, "the file is shorter than a header");
    void *bytes = mmap(NULL, reader->size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return refuse(why, -errno, path, strerror(errno));
    madvise(bytes, reader->size, MADV_NOHUGEPAGE); /* else more still */
    reader->bytes = bytes;
    return 0;
}

int reader_open(const char *path, struct reader **result, char **why)
{
    struct reader *reader = xcalloc(1, sizeof *reader);
    int error = map(reader, path, why);
    const char *fault = error ? NULL : header_fault((const void *)reader->bytes);
    if (fault)
        error = refuse(why, -EINVAL, path, fault);
    if (error) {
        reader_close(reader);
        return error;
    }
    *result = reader;
    return 0;
}

void reader_close(struct reader *reader)
{
    if (reader && reader->bytes)
        munmap((void *)(uintptr_t)reader->bytes, reader->size);
    free(reader);
}

size_t reader_chunks(const struct reader *reader)
{
    return (reader->size + TRACE_CHUNK - 1) / TRACE_CHUNK;
}

/* Pages let go are read again by whoever comes back to them. */
static void let_go(const struct reader *reader)
{
    size_t from = reader->lowest > AROUND ? reader->lowest - AROUND : 0;
    size_t to = reader->beyond + AROUND < reader->size ? reader->beyond + AROUND : reader->size;
    madvise((void *)(uintptr_t)(reader->bytes + from), to - from, MADV_DONTNEED);
}

static void note_entered(struct reader *reader, size_t start)
{
    if (reader->entered++ == 0)
        reader->lowest = reader->beyond = start;
    reader->lowest = start < reader->lowest ? start : reader->lowest;
    reader->beyond = start > reader->beyond ? start : reader->beyond;
    if (reader->entered < LET_GO)
        return;
    let_go(reader);
    reader->entered = 0;
}

bool reader_enter(struct reader *reader, size_t chunk, struct cursor *cursor,
                  struct trace_chunk *owner)
{
    size_t start = chunk * TRACE_CHUNK;
    size_t room = start < reader->size ? reader->size - start : 0;
    if (chunk == 0 || room < sizeof *owner)
        return false;
    note_entered(reader, start);
    memcpy(owner, reader->bytes + start, sizeof *owner);
    cursor->at = reader->bytes + start + sizeof *owner;
    cursor->end = reader->bytes + start + (room < TRACE_CHUNK ? room : TRACE_CHUNK);
    return owner->magic == TRACE_CHUNK_MAGIC;
}

static size_t least_size(enum trace_type type)
{
    switch (type) {
    case TRACE_PROCESS:
        return sizeof(struct trace_process);
    case TRACE_EVENT:
        return sizeof(struct trace_event);
    case TRACE_BRIEF:
        return sizeof(struct trace_brief);
    case TRACE_STACK:
        return sizeof(struct trace_stack);
    case TRACE_MODULE:
        return sizeof(struct trace_module);
    case TRACE_NONE:
    case TRACE_PENDING:
    case TRACE_EXEC:
    case TRACE_ESCAPE:
    case TRACE_FILE:
    case TRACE_EXIT:
    case TRACE_CHANGE:
    case TRACE_STREAMS:
    case TRACE_GIVEN:
    case TRACE_TYPES:
        break;
    }
    return sizeof(struct trace_record);
}

/* Whether a record at this place can be one: known types are long enough, all end in the chunk. */
static bool plausible(const struct cursor *cursor, const struct trace_record *record)
{
    size_t size = trace_size(record);
    return record->type != TRACE_NONE && record->type < TRACE_TYPES &&
           size >= least_size(record->type) && size <= (size_t)(cursor->end - cursor->at);
}

/* Over a hole of zeros that a signal handler may have written behind; false: nothing follows. */
static bool skip_hole(struct cursor *cursor)
{
    for (const char *before = cursor->at; cursor->end - cursor->at >= 8; cursor->at += 8) {
        uint64_t word;
        memcpy(&word, cursor->at, sizeof word);
        if (!word)
            continue;
        cursor->torn += cursor->at != before;
        return true;
    }
    return false;
}

const struct trace_record *cursor_next(struct cursor *cursor)
{
    while (skip_hole(cursor)) {
        const struct trace_record *record = (const void *)cursor->at;
        if (!plausible(cursor, record)) {
            cursor->torn++;
            cursor->at = cursor->end;
            return NULL;
        }
        cursor->at += trace_size(record);
        if (record->type != TRACE_PENDING)
            return record;
        cursor->torn += !(record->flags & TRACE_WITHDRAWN);
    }
    return NULL;
}
