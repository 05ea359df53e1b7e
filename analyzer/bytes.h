/*
 * A stretch of memory that somebody else owns, and a file mapped as one.  Knows nothing of what is
 * in it.
 */
#ifndef PARIBUS_BYTES_H
#define PARIBUS_BYTES_H

#include <stdbool.h>
#include <stddef.h>

struct bytes {
    const char *data;
    size_t size;
};

static inline struct bytes bytes_part(struct bytes whole, size_t from, size_t size)
{
    return (struct bytes){whole.data + from, size};
}

bool bytes_equal(struct bytes a, struct bytes b);

/* How many bytes are the same at the start, and at the end (of the part behind `skip`). */
size_t bytes_common_prefix(struct bytes a, struct bytes b);
size_t bytes_common_suffix(struct bytes a, struct bytes b, size_t skip);

/* Maps a regular file for reading, following no link; negative errno.  Nothing is copied. */
int bytes_map(const char *path, struct bytes *bytes);
void bytes_unmap(struct bytes *bytes);
#define automap __attribute__((cleanup(bytes_unmap)))

/*
 * To be told by whoever goes through long stretches how far it went: the memory that large mapped
 * files take is let go now and then, and read again where it is needed.  Of the thread's own files.
 */
void bytes_passed(size_t count);

#endif
