#include "reader.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "util.h"

struct reader {
    const char *bytes;
    size_t size;
    size_t chunk; /* offset of the current chunk */
    size_t at;    /* offset of the next record */
    struct trace_chunk owner;
    uint64_t torn;
};

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
    reader->at = TRACE_CHUNK; /* the first chunk is the header's */
    *result = reader;
    return 0;
}

void reader_close(struct reader *reader)
{
    if (reader && reader->bytes)
        munmap((void *)(uintptr_t)reader->bytes, reader->size);
    free(reader);
}

uint64_t reader_torn(const struct reader *reader)
{
    return reader->torn;
}

static size_t chunk_end(const struct reader *reader)
{
    size_t end = reader->chunk + TRACE_CHUNK;
    return end < reader->size ? end : reader->size;
}

/* To the next chunk somebody began to use; false: there is none. */
static bool next_chunk(struct reader *reader)
{
    for (;;) {
        reader->chunk += TRACE_CHUNK;
        if (reader->chunk + sizeof(struct trace_chunk) > reader->size)
            return false;
        memcpy(&reader->owner, reader->bytes + reader->chunk, sizeof reader->owner);
        if (reader->owner.magic != TRACE_CHUNK_MAGIC)
            continue;
        reader->at = reader->chunk + sizeof reader->owner;
        return true;
    }
}

static size_t least_size(enum trace_type type)
{
    switch (type) {
    case TRACE_PROCESS:
        return sizeof(struct trace_process);
    case TRACE_EVENT:
        return sizeof(struct trace_event);
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
        break;
    }
    return sizeof(struct trace_record);
}

/* Whether a record at this place can be one: known types are long enough, all end in the chunk. */
static bool plausible(const struct reader *reader, const struct trace_record *record)
{
    size_t size = (size_t)record->words * 8;
    return record->type != TRACE_NONE && record->type <= TRACE_EXIT &&
           size >= least_size(record->type) && reader->at + size <= chunk_end(reader);
}

/* Over a hole of zeros that a signal handler may have written behind; false: nothing follows. */
static bool skip_hole(struct reader *reader)
{
    size_t end = chunk_end(reader);
    while (reader->at + 8 <= end) {
        uint64_t word;
        memcpy(&word, reader->bytes + reader->at, sizeof word);
        if (word)
            return true;
        reader->at += 8;
    }
    return false;
}

const struct trace_record *reader_next(struct reader *reader, struct trace_chunk *owner)
{
    for (;;) {
        size_t before = reader->at;
        if (!skip_hole(reader)) {
            if (!next_chunk(reader))
                return NULL;
            continue;
        }
        reader->torn += reader->at != before;
        const struct trace_record *record = (const void *)(reader->bytes + reader->at);
        if (!plausible(reader, record)) {
            reader->torn++;
            reader->at = chunk_end(reader);
            continue;
        }
        reader->at += (size_t)record->words * 8;
        *owner = reader->owner;
        if (record->type != TRACE_PENDING)
            return record;
        reader->torn++;
    }
}
