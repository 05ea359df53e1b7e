/* random: bytes the kernel hands out.  getrandom(2), getentropy(3), arc4random(3), random(4). */
#include "../call.h"
#include "../confine.h"
#include "../faketime.h"
#include "../files.h"
#include "../rooms.h"
#include "../stream.h"
#include "../wrap.h"
#include "../banned.h"
#include <sys/auxv.h>
#include <sys/random.h>

#define DETAIL 64u /* bytes written down, enough to find them again in an output */

static void end_bytes(const struct call *call, const void *bytes, size_t size)
{
    if (!lib.watch || call->mode == MODE_OFF)
        return;
    size_t shown = size < DETAIL ? size : DETAIL;
    call_end_detail(call, hash_bytes(bytes, shown, 0), bytes, shown, 0);
}

/* `size` bytes in the mode of the call; a raw result. */
static long obtain(const struct call *call, void *out, size_t size, unsigned flags)
{
    bool sound = plausible(out) && !(flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE));
    if (call->mode < MODE_PIN || !sound)
        return cancellable(sys3(SYS_getrandom, out, size, flags));
    if (lib.alone)
        faketime_random(out, size);
    else
        stream_fill(stream_next(call), out, size);
    return (long)size;
}

WRAP(ssize_t, getrandom, void *out, size_t size, unsigned flags)
{
    struct call call = CALL_BEGIN(getrandom, random);
    if (unlikely(lib.alone) && is_of_libc(__builtin_return_address(0)))
        call.mode = MODE_OFF; /* the program's own draws are counted, not those of malloc */
    long result = obtain(&call, out, size, flags);
    if (result > 0)
        end_bytes(&call, out, (size_t)result);
    return deliver(result);
}

/* All of them, or EIO: at most 256, getentropy(3). */
static long obtain_all(const struct call *call, char *out, size_t size)
{
    while (size > 0) {
        long got = obtain(call, out, size, 0);
        if (got == -EINTR)
            continue;
        if (got <= 0)
            return -EIO;
        out += got;
        size -= (size_t)got;
    }
    return 0;
}

WRAP(int, getentropy, void *out, size_t size)
{
    struct call call = CALL_BEGIN(getentropy, random);
    long result = size > 256 ? -EIO : obtain_all(&call, out, size);
    if (result == 0)
        end_bytes(&call, out, size);
    return (int)deliver(result);
}

WRAP_UNCHECKED(void, arc4random_buf, void *out, size_t size)
{
    struct call call = CALL_BEGIN(arc4random_buf, random);
    obtain_all(&call, out, size);
    end_bytes(&call, out, size);
}

WRAP_UNCHECKED(uint32_t, arc4random, void)
{
    struct call call = CALL_BEGIN(arc4random, random);
    uint32_t value = 0;
    obtain_all(&call, (char *)&value, sizeof value);
    end_bytes(&call, &value, sizeof value);
    return value;
}

/* Unbiased: values below 2^32 mod bound are drawn again, arc4random_uniform(3). */
WRAP_UNCHECKED(uint32_t, arc4random_uniform, uint32_t bound)
{
    struct call call = CALL_BEGIN(arc4random_uniform, random);
    uint32_t value = 0, least = bound ? -bound % bound : 0;
    do {
        obtain_all(&call, (char *)&value, sizeof value);
    } while (value < least);
    value = bound ? value % bound : 0;
    end_bytes(&call, &value, sizeof value);
    return value;
}

/* --- the files --- */

static long open_device(const char *path, int flags)
{
    struct call call = CALL_BEGIN(urandom, random);
    char first[DETAIL];
    if (thread_self.holds_random)
        call.mode = MODE_PIN;
    if (call.mode < MODE_PIN) {
        long fd = sys4(SYS_openat, AT_FDCWD, path, flags, 0);
        call_end_detail(&call, 0, path, text_length(path), fd < 0 ? (int)-fd : 0);
        return fd;
    }
    uint64_t stream = stream_next(&call);
    long fd = confined() ? -EPERM : stream_open(stream, flags);
    if (fd <
        0) { /* a filter, chroot, no runner: better real bytes than a broken program; but say so */
        count(entropy_missed);
        return sys4(SYS_openat, AT_FDCWD, path, flags, 0);
    }
    stream_fill(stream, first, sizeof first);
    end_bytes(&call, first, sizeof first);
    return fd;
}

/* A version 4 UUID and a newline: RFC 9562. */
#define UUID_LENGTH 37
static void format_uuid(const unsigned char bytes[16], char *out)
{
    static const char digit[] = "0123456789abcdef";
    for (int i = 0; i < 16; i++) {
        unsigned char byte = bytes[i];
        byte = i == 6 ? (byte & 0x0f) | 0x40 : i == 8 ? (byte & 0x3f) | 0x80 : byte;
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *out++ = '-';
        *out++ = digit[byte >> 4];
        *out++ = digit[byte & 15];
    }
    *out = '\n';
}

static long open_uuid(const char *path, int flags)
{
    struct call call = CALL_BEGIN(uuid, random);
    unsigned char bytes[16];
    char text[UUID_LENGTH];
    if (call.mode < MODE_PIN || confined()) {
        call_end_detail(&call, 0, path, text_length(path), 0);
        return FILES_NOT_MINE;
    }
    stream_fill(stream_next(&call), bytes, sizeof bytes);
    format_uuid(bytes, text);
    end_bytes(&call, text, UUID_LENGTH - 1);
    return stream_file(text, UUID_LENGTH, flags);
}

long random_open(const char *path, int flags)
{
    const int refused = O_PATH | O_DIRECTORY | O_EXCL; /* or what the kernel refuses */
    if (lib.mode[SOURCE_random] == MODE_OFF || lib.alone || (flags & O_ACCMODE) != O_RDONLY ||
        flags & refused)
        return FILES_NOT_MINE;
    if (text_equal(path, "/dev/urandom") || text_equal(path, "/dev/random"))
        return open_device(path, flags);
    if (text_equal(path, "/proc/sys/kernel/random/uuid"))
        return open_uuid(path, flags);
    return FILES_NOT_MINE;
}

/* AT_RANDOM: the sixteen bytes beside the auxiliary vector, getauxval(3). */
void random_overwrite_at_random(void *bytes)
{
    struct call call = START_BEGIN(at_random, random);
    if (call.mode == MODE_OFF || lib.alone)
        return;
    if (call.mode >= MODE_PIN)
        stream_fill(stream_next(&call), bytes, 16);
    end_bytes(&call, bytes, 16);
}
