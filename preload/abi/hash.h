/*
 * The one hash of the project: XXH64, inlined, so that the library, the runner and the analyzer
 * derive the same identities from the same facts.  Knows no struct of ours.
 */
#ifndef PARIBUS_ABI_HASH_H
#define PARIBUS_ABI_HASH_H

#define XXH_INLINE_ALL
#define XXH_NO_STREAM
#include <string.h>
#if !__STDC_HOSTED__ /* the library: its loads are no function calls */
#define memcpy(to, from, size) __builtin_memcpy(to, from, size)
#endif
#include <xxhash.h>
#undef memcpy
#include <stddef.h>
#include <stdint.h>

/* Hash of `len` bytes. */
static inline uint64_t hash_bytes(const void *data, size_t len, uint64_t seed)
{
    return XXH64(data, len, seed);
}

/* Order-sensitive combination of up to three facts into one identity. */
static inline uint64_t hash_mix(uint64_t a, uint64_t b, uint64_t c)
{
    uint64_t words[3] = {a, b, c};
    return XXH64(words, sizeof words, 0x7061726962757321ULL);
}

#endif
