/* The four functions the compiler may call on its own, and plain text; no libc needed. */
#include "lib.h"

/* Most copies are a few words; for longer ones the processor has an instruction. */
void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    char *out = to;
    const char *in = from;
    if (size > 256) {
        __asm__ volatile("rep movsb" : "+D"(out), "+S"(in), "+c"(size) : : "memory");
        return to;
    }
    for (; size >= 8; size -= 8, in += 8, out += 8)
        __builtin_memcpy(out, in, 8);
    while (size--)
        *out++ = *in++;
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    char *out = to;
    uint64_t word = (unsigned char)byte * 0x0101010101010101ULL;
    if (size > 256) {
        __asm__ volatile("rep stosb" : "+D"(out), "+c"(size) : "a"(byte) : "memory");
        return to;
    }
    for (; size >= 8; size -= 8, out += 8)
        __builtin_memcpy(out, &word, 8);
    while (size--)
        *out++ = (char)byte;
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    char *out = to;
    const char *in = from;
    if (out <= in || out >= in + size)
        return memcpy(to, from, size);
    while (size--)
        out[size] = in[size];
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *left = a, *right = b;
    for (size_t i = 0; i < size; i++) {
        if (left[i] != right[i])
            return left[i] - right[i];
    }
    return 0;
}

size_t text_length(const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    return length;
}

bool text_equal(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

bool text_starts(const char *text, const char *prefix)
{
    while (*prefix && *text == *prefix) {
        text++;
        prefix++;
    }
    return !*prefix;
}

const char *base_name(const char *path)
{
    const char *base = path;
    for (; *path; path++) {
        if (*path == '/')
            base = path + 1;
    }
    return base;
}

char *number_text(char *out, uint64_t value, unsigned base)
{
    char digits[24];
    int n = 0;
    do {
        digits[n++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    while (n)
        *out++ = digits[--n];
    *out = '\0';
    return out;
}

void path_below(char *out, const char *name)
{
    size_t length = text_length(lib.directory);
    memcpy(out, lib.directory, length);
    out[length] = '/';
    memcpy(out + length + 1, name, text_length(name) + 1);
}
