#include "renamed.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "hash.h"
#include "util.h"

/* What two names have in common, of the one part of the path that changes: the strictest first. */
enum likeness {
    STEM = 1, /* what stands before the first point, dash or underscore */
    ENDING = 2,
    LENGTH = 4,
    SIZE = 8, /* of the file */
    FIRST = 16,
    LAST = 32,
};

static const unsigned likenesses[] = {
    STEM | ENDING | LENGTH | SIZE,
    STEM | ENDING | LENGTH,
    STEM | ENDING,
    STEM,
    ENDING | LENGTH,
    ENDING,
    LENGTH,
    FIRST,
    LAST,
};

struct part {
    const char *text;
    size_t length;
};

/* The nth part of a path; without text where there is none. */
static struct part part_of(const char *path, size_t nth)
{
    for (; nth && *path; nth--) {
        path += strcspn(path, "/");
        path += *path == '/';
    }
    return (struct part){*path ? path : NULL, strcspn(path, "/")};
}

static size_t depth_of(const char *path)
{
    size_t depth = 1;
    for (; *path; path++)
        depth += *path == '/';
    return depth;
}

/* --- keys: equal for what may be a pair, 0 where nothing may --- */

static uint64_t hash_part(uint64_t key, const char *text, size_t length)
{
    return hash_mix(hash_bytes(text, length, key), length, 0);
}

/* Only names that have what is asked for can have it in common. */
static uint64_t hash_likeness(uint64_t key, struct part part, unsigned likeness, uint64_t size)
{
    size_t stem = 0, ending = part.length;
    while (stem < part.length && !strchr("._-", part.text[stem]))
        stem++;
    while (ending > 0 && part.text[ending - 1] != '.')
        ending--;
    if ((likeness & STEM && (stem == 0 || stem == part.length)) ||
        (likeness == ENDING && ending == 0))
        return 0;
    if (likeness & STEM)
        key = hash_part(key, part.text, stem);
    if (likeness & ENDING)
        key = hash_part(key, part.text + ending, ending ? part.length - ending : 0);
    if (likeness & FIRST)
        key = hash_part(key, part.text, 1);
    if (likeness & LAST)
        key = hash_part(key, part.text + part.length - 1, 1);
    key = hash_mix(key, likeness & LENGTH ? part.length : 0, likeness & SIZE ? size : 0);
    return key | 1;
}

static uint64_t key_of_kind(const struct left_entry *entry)
{
    return hash_mix(entry->mode & S_IFMT, depth_of(entry->path), 0);
}

/* All of the path but part `nth`, and what is asked of that. */
static uint64_t key_but_one(const struct left_entry *entry, size_t nth, unsigned likeness)
{
    struct part part = part_of(entry->path, nth);
    if (!part.text)
        return 0;
    uint64_t key = hash_mix(key_of_kind(entry), nth, likeness);
    key = hash_part(key, entry->path, (size_t)(part.text - entry->path));
    key = hash_part(key, part.text + part.length, strlen(part.text + part.length));
    return hash_likeness(key, part, likeness, entry->size);
}

/* The first parts of the path, and of at least two others how long they are (git's objects). */
static uint64_t key_of_lengths(const struct left_entry *entry, size_t kept)
{
    struct part part = part_of(entry->path, kept);
    if (!part.text || depth_of(entry->path) < kept + 2)
        return 0;
    uint64_t key = hash_mix(key_of_kind(entry), kept, UINT64_MAX);
    key = hash_part(key, entry->path, (size_t)(part.text - entry->path));
    for (; part.text; part = part_of(entry->path, ++kept))
        key = hash_mix(key, part.length, 0);
    return key | 1;
}

/* --- pairing --- */

struct candidate {
    uint64_t key;
    bool in_b;
    const struct left_entry *entry;
    size_t index;
};

struct pairing {
    const struct left *a, *b;
    struct renamed *renamed;
    struct candidate *candidates; /* what has no partner yet */
    size_t count;
};

/* Of one kind those of A first, each in the order of writing. */
static int by_kind(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    if (a->in_b != b->in_b)
        return a->in_b ? 1 : -1;
    if (a->entry->written != b->entry->written)
        return a->entry->written < b->entry->written ? -1 : 1;
    if (a->entry->inode != b->entry->inode)
        return a->entry->inode < b->entry->inode ? -1 : 1;
    return (a->index > b->index) - (a->index < b->index);
}

/* How many candidates of one kind, and how many of these are of A, begin here. */
static size_t same_kind(const struct candidate *from, size_t count, size_t *of_a)
{
    size_t same = 0;
    *of_a = 0;
    for (; same < count && from[same].key == from->key; same++)
        *of_a += !from[same].in_b;
    return same;
}

static void pair_kind(const struct pairing *pairing, const struct candidate *from, size_t pairs)
{
    for (size_t i = 0; i < pairs; i++) {
        pairing->renamed->in_b[from[i].index] = from[pairs + i].index;
        pairing->renamed->in_a[from[pairs + i].index] = from[i].index;
    }
}

static bool has_partner(const struct pairing *pairing, const struct candidate *candidate)
{
    const size_t *partner = candidate->in_b ? pairing->renamed->in_a : pairing->renamed->in_b;
    return partner[candidate->index] != NOT_RENAMED;
}

/* Pairs those of equal keys, and forgets those. */
static void pair_equal(struct pairing *pairing)
{
    size_t same, of_a, left = 0;
    qsort(pairing->candidates, pairing->count, sizeof *pairing->candidates, by_kind);
    for (size_t i = 0; i < pairing->count; i += same) {
        same = same_kind(pairing->candidates + i, pairing->count - i, &of_a);
        if (pairing->candidates[i].key && 2 * of_a == same)
            pair_kind(pairing, pairing->candidates + i, of_a);
    }
    for (size_t i = 0; i < pairing->count; i++) {
        if (!has_partner(pairing, &pairing->candidates[i]))
            pairing->candidates[left++] = pairing->candidates[i];
    }
    pairing->count = left;
}

/* Both sides have some left. */
static bool any_pair(const struct pairing *pairing)
{
    size_t of_b = 0;
    for (size_t i = 0; i < pairing->count; i++)
        of_b += pairing->candidates[i].in_b;
    return of_b > 0 && of_b < pairing->count;
}

static void pair_but_one(struct pairing *pairing, size_t nth, unsigned likeness)
{
    for (size_t i = 0; i < pairing->count; i++)
        pairing->candidates[i].key = key_but_one(pairing->candidates[i].entry, nth, likeness);
    pair_equal(pairing);
}

static void pair_lengths(struct pairing *pairing, size_t kept)
{
    for (size_t i = 0; i < pairing->count; i++)
        pairing->candidates[i].key = key_of_lengths(pairing->candidates[i].entry, kept);
    pair_equal(pairing);
}

static void pair_all(struct pairing *pairing)
{
    size_t depth = 0;
    for (size_t i = 0; i < pairing->count; i++) {
        size_t own = depth_of(pairing->candidates[i].entry->path);
        depth = own > depth ? own : depth;
    }
    for (size_t i = 0; i < sizeof likenesses / sizeof *likenesses; i++) {
        for (size_t nth = 0; nth < depth && any_pair(pairing); nth++)
            pair_but_one(pairing, nth, likenesses[i]);
    }
    for (size_t kept = depth; kept-- > 0 && any_pair(pairing);)
        pair_lengths(pairing, kept);
}

/* A file, a link, or a directory of which nothing else tells. */
static bool can_be_renamed(const struct left_entry *entry)
{
    return S_ISREG(entry->mode) || S_ISLNK(entry->mode) || (S_ISDIR(entry->mode) && entry->bare);
}

static void add(struct pairing *pairing, const struct left_entry *entry, bool in_b)
{
    size_t index = (size_t)(entry - (in_b ? pairing->b : pairing->a)->items);
    if (can_be_renamed(entry))
        *array_push(pairing->candidates, pairing->count) =
            (struct candidate){.in_b = in_b, .entry = entry, .index = index};
}

/* What only one side has; both are sorted. */
static void collect(struct pairing *pairing)
{
    const struct left_entry *a = pairing->a->items, *b = pairing->b->items;
    const struct left_entry *end_a = a + pairing->a->count, *end_b = b + pairing->b->count;
    while (a < end_a || b < end_b) {
        int order = a == end_a ? 1 : b == end_b ? -1 : strcmp(a->path, b->path);
        if (order < 0)
            add(pairing, a, false);
        if (order > 0)
            add(pairing, b, true);
        a += order <= 0;
        b += order >= 0;
    }
}

static size_t *nobody(size_t count)
{
    size_t *partners = xcalloc(count + 1, sizeof *partners);
    for (size_t i = 0; i < count; i++)
        partners[i] = NOT_RENAMED;
    return partners;
}

void renamed_find(const struct left *a, const struct left *b, struct renamed *renamed)
{
    struct pairing pairing = {.a = a, .b = b, .renamed = renamed};
    *renamed = (struct renamed){nobody(a->count), nobody(b->count)};
    collect(&pairing);
    if (pairing.count)
        pair_all(&pairing);
    free(pairing.candidates);
}

void renamed_free(struct renamed *renamed)
{
    free(renamed->in_b);
    free(renamed->in_a);
}
