#include "musl.h"
#include "wrap.h"
#include "banned.h"

/* struct __dirstream, the same in every musl since 0.9 (2012). */
struct stream {
    off_t tell;
    int fd, position, end;
    volatile int lock[1];
    char buffer[2048] __attribute__((aligned(16)));
};

/* The kernel's entry is laid out like struct dirent: getdents(2). */
struct dirent *musl_readdir(void *directory)
{
    struct stream *stream = directory;
    if (stream->position >= stream->end) {
        ssize_t length = getdents64(stream->fd, stream->buffer, sizeof stream->buffer);
        if (length <= 0)
            return NULL;
        stream->end = (int)length;
        stream->position = 0;
    }
    struct dirent *entry = (void *)(stream->buffer + stream->position);
    stream->position += entry->d_reclen;
    stream->tell = entry->d_off;
    return entry;
}
