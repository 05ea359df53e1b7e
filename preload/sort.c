#include "sort.h"
#include "banned.h"

#define FEW  16u   /* where inserting is quicker than anything else */
#define MANY 2048u /* where dealing out is quicker than comparing */

static uint64_t word_at(const char *text)
{
    uint64_t word;
    __builtin_memcpy(&word, text, sizeof word);
    return word;
}

uint64_t sort_key(const char *text)
{
    uint64_t word = word_at(text);
    uint64_t ends = (word - 0x0101010101010101ULL) & ~word & 0x8080808080808080ULL;
    if (ends)
        word &= (ends ^ (ends - 1)) >> 8; /* what stands before the first zero */
    return __builtin_bswap64(word);
}

size_t sort_common(const char *a, const char *b, size_t limit)
{
    for (size_t length = 0; length < limit; length += 8) {
        uint64_t differ = word_at(a + length) ^ word_at(b + length);
        if (differ) {
            length += (size_t)__builtin_ctzll(differ) / 8;
            return length < limit ? length : limit;
        }
    }
    return limit;
}

static bool comes_before(const char *names, const struct place *a, const struct place *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    const char *left = names + a->at, *right = names + b->at;
    while (*left && *left == *right) {
        left++;
        right++;
    }
    return (unsigned char)*left < (unsigned char)*right;
}

static void swap(struct place *a, struct place *b)
{
    struct place moving = *a;
    *a = *b;
    *b = moving;
}

/* --- by comparing --- */

static void insert(const char *names, struct place *places, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        struct place moving = places[i];
        uint32_t at = i;
        for (; at > 0 && comes_before(names, &moving, &places[at - 1]); at--)
            places[at] = places[at - 1];
        places[at] = moving;
    }
}

static void sift(const char *names, struct place *places, uint32_t root, uint32_t count)
{
    for (uint32_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && comes_before(names, &places[child], &places[child + 1]))
            child++;
        if (!comes_before(names, &places[root], &places[child]))
            return;
        swap(&places[root], &places[child]);
    }
}

static void heap(const char *names, struct place *places, uint32_t count)
{
    for (uint32_t i = count / 2; i > 0; i--)
        sift(names, places, i - 1, count);
    for (uint32_t last = count; last > 1; last--) {
        swap(&places[0], &places[last - 1]);
        sift(names, places, 0, last - 1);
    }
}

/* How many come before or are equal to the middle one, which then stand first. */
static uint32_t divide(const char *names, struct place *places, uint32_t count)
{
    struct place pivot = places[(count - 1) / 2];
    uint32_t i = 0, j = count - 1;
    for (;; i++, j--) {
        while (comes_before(names, &places[i], &pivot))
            i++;
        while (comes_before(names, &pivot, &places[j]))
            j--;
        if (i >= j)
            return j + 1;
        swap(&places[i], &places[j]);
    }
}

/* Introsort: quick, heap where that degenerates, insertion for the rest. */
static void compare(const char *names, struct place *places, uint32_t count, unsigned depth)
{
    while (count > FEW) {
        if (depth-- == 0) {
            heap(names, places, count);
            return;
        }
        uint32_t middle = divide(names, places, count);
        compare(names, places, middle, depth);
        places += middle;
        count -= middle;
    }
    insert(names, places, count);
}

/* --- by dealing out --- */

static uint8_t digit(const struct place *place, unsigned level)
{
    return (uint8_t)(place->key >> (56 - 8 * level));
}

/* By one byte of the key, each once to where it belongs; `end`: where those of each byte end. */
static void deal(struct place *places, uint32_t count, unsigned level, uint32_t end[256])
{
    uint32_t next[256], sum = 0;
    memset(end, 0, 256 * sizeof *end);
    for (uint32_t i = 0; i < count; i++)
        end[digit(&places[i], level)]++;
    for (unsigned byte = 0; byte < 256; byte++) {
        next[byte] = sum;
        end[byte] = sum += end[byte];
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        for (; next[byte] < end[byte]; next[byte]++) {
            struct place moving = places[next[byte]];
            for (uint8_t to; (to = digit(&moving, level)) != byte;)
                swap(&moving, &places[next[to]++]);
            places[next[byte]] = moving;
        }
    }
}

static void sort(const char *names, struct place *places, uint32_t count, unsigned level)
{
    uint32_t end[256];
    if (count < (level ? 8 * FEW : MANY) || level == 4) {
        compare(names, places, count, 48);
        return;
    }
    deal(places, count, level, end);
    for (unsigned byte = 0, from = 0; byte < 256; from = end[byte++]) {
        if (end[byte] - from > 1)
            sort(names, places + from, end[byte] - from, level + 1);
    }
}

void sort_places(const char *names, struct place *places, uint32_t count)
{
    sort(names, places, count, 0);
}
