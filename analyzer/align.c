#include "align.h"

#include <stdlib.h>
#include "util.h"

#define MAX_DEPTH 24
#define MAX_TABLE (1u << 21) /* cells of a table of common subsequences */

struct aligner {
    const uint64_t *a, *b;
    struct runs *runs;
};

struct item {
    uint64_t hash;
    size_t index;
};

struct pair {
    size_t a, b;
};

struct pairs {
    struct pair *items; /* ascending in a */
    size_t count;
};

static void add_run(struct runs *runs, struct run run)
{
    struct run *last = runs->count ? &runs->items[runs->count - 1] : NULL;
    if (run.a_count == 0 && run.b_count == 0)
        return;
    if (last && last->a + last->a_count == run.a && last->b + last->b_count == run.b) {
        last->a_count += run.a_count;
        last->b_count += run.b_count;
        return;
    }
    *array_push(runs->items, runs->count) = run;
}

/* --- anchors: what occurs once on each side --- */

static int by_hash(const void *a, const void *b)
{
    const struct item *left = a, *right = b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

static struct item *sorted(const uint64_t *hashes, size_t from, size_t count)
{
    struct item *items = xmalloc(count * sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = (struct item){hashes[from + i], from + i};
    qsort(items, count, sizeof *items, by_hash);
    return items;
}

/* How many items from `at` on have its hash. */
static size_t same(const struct item *items, size_t count, size_t at)
{
    size_t end = at;
    while (end < count && items[end].hash == items[at].hash)
        end++;
    return end - at;
}

static int by_a(const void *a, const void *b)
{
    const struct pair *left = a, *right = b;
    return (left->a > right->a) - (left->a < right->a);
}

static struct pairs unique_pairs(const struct aligner *aligner, struct run block)
{
    struct pairs pairs = {0};
    autofree struct item *a = sorted(aligner->a, block.a, block.a_count);
    autofree struct item *b = sorted(aligner->b, block.b, block.b_count);
    for (size_t i = 0, j = 0; i < block.a_count && j < block.b_count;) {
        size_t more_a = same(a, block.a_count, i), more_b = same(b, block.b_count, j);
        if (a[i].hash < b[j].hash) {
            i += more_a;
        } else if (a[i].hash > b[j].hash) {
            j += more_b;
        } else {
            if (more_a == 1 && more_b == 1)
                *array_push(pairs.items, pairs.count) = (struct pair){a[i].index, b[j].index};
            i += more_a;
            j += more_b;
        }
    }
    if (pairs.count)
        qsort(pairs.items, pairs.count, sizeof *pairs.items, by_a);
    return pairs;
}

/* The pile a pair goes on: the first whose top is not below it. */
static size_t pile_for(const struct pairs *pairs, const size_t *tops, size_t piles, size_t b)
{
    size_t low = 0, high = piles;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (pairs->items[tops[middle]].b < b)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Keeps the longest part of the pairs that ascends in b as well. */
static void keep_ascending(struct pairs *pairs)
{
    autofree size_t *tops = xmalloc(pairs->count * sizeof *tops);
    autofree size_t *before = xmalloc(pairs->count * sizeof *before);
    autofree struct pair *kept = xmalloc(pairs->count * sizeof *kept);
    size_t piles = 0;
    for (size_t i = 0; i < pairs->count; i++) {
        size_t pile = pile_for(pairs, tops, piles, pairs->items[i].b);
        before[i] = pile ? tops[pile - 1] : SIZE_MAX;
        tops[pile] = i;
        piles += pile == piles;
    }
    for (size_t n = piles, at = piles ? tops[piles - 1] : 0; n > 0; n--, at = before[at])
        kept[n - 1] = pairs->items[at];
    for (size_t i = 0; i < piles; i++)
        pairs->items[i] = kept[i];
    pairs->count = piles;
}

/* --- without anchors: the longest common subsequence --- */

static void add_by_table(const struct aligner *aligner, struct run block)
{
    size_t n = block.a_count, m = block.b_count, width = m + 1;
    const uint64_t *a = aligner->a + block.a, *b = aligner->b + block.b;
    autofree uint32_t *best = xcalloc((n + 1) * width, sizeof *best);
    for (size_t i = n; i-- > 0;) {
        for (size_t j = m; j-- > 0;) {
            uint32_t skip_a = best[(i + 1) * width + j], skip_b = best[i * width + j + 1];
            uint32_t skip = skip_a > skip_b ? skip_a : skip_b;
            best[i * width + j] = a[i] == b[j] ? best[(i + 1) * width + j + 1] + 1 : skip;
        }
    }
    for (size_t i = 0, j = 0; i < n || j < m;) {
        bool drop_a = j == m || (i < n && best[(i + 1) * width + j] >= best[i * width + j + 1]);
        if (i < n && j < m && a[i] == b[j]) {
            i++, j++;
        } else if (drop_a) {
            add_run(aligner->runs, (struct run){block.a + i, 1, block.b + j, 0});
            i++;
        } else {
            add_run(aligner->runs, (struct run){block.a + i, 0, block.b + j, 1});
            j++;
        }
    }
}

/* --- a block --- */

static struct run trimmed(const struct aligner *aligner, struct run block)
{
    const uint64_t *a = aligner->a, *b = aligner->b;
    while (block.a_count && block.b_count && a[block.a] == b[block.b]) {
        block.a++, block.b++;
        block.a_count--, block.b_count--;
    }
    while (block.a_count && block.b_count &&
           a[block.a + block.a_count - 1] == b[block.b + block.b_count - 1])
        block.a_count--, block.b_count--;
    return block;
}

static void align_block(const struct aligner *aligner, struct run block, unsigned depth);

static void align_between(const struct aligner *aligner, struct run block,
                          const struct pairs *pairs, unsigned depth)
{
    size_t a = block.a, b = block.b;
    for (size_t i = 0; i <= pairs->count; i++) {
        bool last = i == pairs->count;
        size_t end_a = last ? block.a + block.a_count : pairs->items[i].a;
        size_t end_b = last ? block.b + block.b_count : pairs->items[i].b;
        align_block(aligner, (struct run){a, end_a - a, b, end_b - b}, depth + 1);
        a = end_a + 1;
        b = end_b + 1;
    }
}

static void align_block(const struct aligner *aligner, struct run block, unsigned depth)
{
    block = trimmed(aligner, block);
    if (block.a_count == 0 || block.b_count == 0 || depth > MAX_DEPTH) {
        add_run(aligner->runs, block);
        return;
    }
    struct pairs pairs = unique_pairs(aligner, block);
    if (pairs.count)
        keep_ascending(&pairs);
    if (pairs.count)
        align_between(aligner, block, &pairs, depth);
    else if (block.a_count + 1 <= MAX_TABLE / (block.b_count + 1))
        add_by_table(aligner, block);
    else
        add_run(aligner->runs, block);
    free(pairs.items);
}

void align(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count, struct runs *runs)
{
    struct aligner aligner = {a, b, runs};
    *runs = (struct runs){0};
    align_block(&aligner, (struct run){0, a_count, 0, b_count}, 0);
}

void runs_free(struct runs *runs)
{
    free(runs->items);
    *runs = (struct runs){0};
}
