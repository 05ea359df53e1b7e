#include "pieces.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "hash.h"
#include "util.h"

#define CHUNK_BITS  6u /* chunks of 64 bytes on average */
#define CHUNK_LEAST 8u
#define CHUNK_MOST  16u        /* times the average */
#define CHUNKS_MANY (4u << 20) /* then larger ones will do */

static void add_piece(struct pieces *pieces, struct bytes whole, size_t from, size_t to)
{
    size_t count = pieces->count;
    *array_push(pieces->start, count) = from;
    *array_push(pieces->hash, pieces->count) = hash_bytes(whole.data + from, to - from, 0);
}

static void finish(struct pieces *pieces, size_t end)
{
    size_t count = pieces->count;
    *array_push(pieces->start, count) = end;
}

struct pieces pieces_lines(struct bytes whole, size_t from, size_t size)
{
    struct pieces pieces = {0};
    size_t end = from + size;
    while (from < end) {
        const char *newline = memchr(whole.data + from, '\n', end - from);
        size_t text = newline ? (size_t)(newline - whole.data) : end;
        size_t next = newline ? text + 1 : end;
        add_piece(&pieces, whole, from, next);
        pieces.sum += hash_bytes(whole.data + from, text - from, 0);
        from = next;
    }
    finish(&pieces, end);
    return pieces;
}

static bool in_word(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || (byte & 0x80);
}

struct pieces pieces_words(struct bytes whole, size_t from, size_t size)
{
    struct pieces pieces = {0};
    size_t end = from + size;
    while (from < end) {
        size_t next = from + 1;
        while (in_word(whole.data[from]) && next < end && in_word(whole.data[next]))
            next++;
        add_piece(&pieces, whole, from, next);
        from = next;
    }
    finish(&pieces, end);
    return pieces;
}

/* A border is where the last 64 bytes, weighed, end in zeros: "gear" hashing. */
struct chunker {
    uint64_t gear[256];
    uint64_t hash; /* goes on across borders: they must not depend on where the last one was */
    unsigned bits;
};

static size_t chunk_end(struct chunker *chunker, struct bytes whole, size_t from, size_t end)
{
    size_t most = (size_t)CHUNK_MOST << chunker->bits;
    for (size_t at = from; at < end; at++) {
        chunker->hash = (chunker->hash << 1) + chunker->gear[(unsigned char)whole.data[at]];
        size_t length = at + 1 - from;
        bool border = chunker->hash >> (64 - chunker->bits) == 0;
        if (length >= most || (length >= CHUNK_LEAST && border))
            return at + 1;
    }
    return end;
}

struct pieces pieces_chunks(struct bytes whole, size_t from, size_t size, size_t total)
{
    struct pieces pieces = {0};
    struct chunker chunker = {.bits = CHUNK_BITS};
    size_t end = from + size;
    while (total >> chunker.bits > CHUNKS_MANY)
        chunker.bits++;
    for (uint64_t i = 0; i < 256; i++)
        chunker.gear[i] = hash_mix(i, 0, 0);
    while (from < end) {
        size_t next = chunk_end(&chunker, whole, from, end);
        add_piece(&pieces, whole, from, next);
        from = next;
    }
    finish(&pieces, end);
    return pieces;
}

void pieces_free(struct pieces *pieces)
{
    free(pieces->hash);
    free(pieces->start);
    *pieces = (struct pieces){0};
}
