#include "bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "util.h"

#define BLOCK 4096

bool bytes_equal(struct bytes a, struct bytes b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

size_t bytes_common_prefix(struct bytes a, struct bytes b)
{
    size_t most = a.size < b.size ? a.size : b.size, at = 0;
    while (most - at >= BLOCK && memcmp(a.data + at, b.data + at, BLOCK) == 0) {
        at += BLOCK;
        bytes_passed(2 * BLOCK);
    }
    while (at < most && a.data[at] == b.data[at])
        at++;
    return at;
}

size_t bytes_common_suffix(struct bytes a, struct bytes b, size_t skip)
{
    size_t most = (a.size < b.size ? a.size : b.size) - skip, at = 0;
    const char *end_a = a.data + a.size, *end_b = b.data + b.size;
    while (most - at >= BLOCK && memcmp(end_a - at - BLOCK, end_b - at - BLOCK, BLOCK) == 0) {
        at += BLOCK;
        bytes_passed(2 * BLOCK);
    }
    while (at < most && end_a[-(ptrdiff_t)at - 1] == end_b[-(ptrdiff_t)at - 1])
        at++;
    return at;
}

/* --- mapped files --- */

#define LARGE  (32u << 20)
#define LET_GO (64u << 20) /* bytes passed over between two times */

static _Thread_local struct bytes
    mapped[4]; /* large ones; of those beyond memory is kept until they are unmapped */
static _Thread_local size_t passed;

void bytes_passed(size_t count)
{
    passed += count;
    if (passed < LET_GO)
        return;
    passed = 0;
    for (size_t i = 0; i < sizeof mapped / sizeof *mapped; i++) {
        if (mapped[i].size)
            madvise((void *)(uintptr_t)mapped[i].data, mapped[i].size, MADV_DONTNEED);
    }
}

static void remember(struct bytes from, struct bytes to)
{
    for (size_t i = 0; i < sizeof mapped / sizeof *mapped; i++) {
        if (mapped[i].data == from.data) {
            mapped[i] = to;
            return;
        }
    }
}

int bytes_map(const char *path, struct bytes *bytes)
{
    struct stat status;
    /* O_NONBLOCK: should it have become a FIFO meanwhile, nobody hangs */
    autoclose int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &status) < 0)
        return -errno;
    if (!S_ISREG(status.st_mode))
        return -EINVAL;
    *bytes = (struct bytes){"", 0};
    if (status.st_size == 0)
        return 0;
    void *map = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return -errno;
    *bytes = (struct bytes){map, (size_t)status.st_size};
    if (bytes->size >= LARGE)
        remember((struct bytes){NULL, 0}, *bytes);
    return 0;
}

void bytes_unmap(struct bytes *bytes)
{
    if (bytes->size >= LARGE)
        remember(*bytes, (struct bytes){NULL, 0});
    if (bytes->size)
        munmap((void *)(uintptr_t)bytes->data, bytes->size);
    *bytes = (struct bytes){"", 0};
}
