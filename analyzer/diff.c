#include "diff.h"

#include <stdlib.h>
#include <string.h>
#include "align.h"
#include "hash.h"
#include "pieces.h"
#include "util.h"

#define JOIN       4            /* gaps shorter than this do not end a region */
#define TEXT_PROBE (64u << 10)  /* text has no NUL up to here */
#define TEXT_LIMIT (256u << 20) /* differing text beyond this is not cut into lines */
#define LONG_LINE  (16u << 20)  /* nor is text whose lines are longer than this */

struct differ {
    struct bytes a, b;
    struct regions *regions;
};

static bool is_text(struct bytes bytes)
{
    size_t probe = bytes.size < TEXT_PROBE ? bytes.size : TEXT_PROBE;
    return probe == 0 || !memchr(bytes.data, '\0', probe);
}

/* --- collecting regions --- */

static bool continues(const struct differ *differ, const struct region *last, struct region next)
{
    size_t end_a = last->a + last->a_length, end_b = last->b + last->b_length;
    size_t gap = next.a - end_a;
    if (differ->regions->count >= differ->regions->max)
        return true;
    if (gap >= JOIN || gap != next.b - end_b || last->reordered || next.reordered)
        return false;
    return !differ->regions->text || !memchr(differ->a.data + end_a, '\n', gap);
}

static void add(struct differ *differ, struct region next)
{
    struct regions *regions = differ->regions;
    struct region *last = regions->count ? &regions->items[regions->count - 1] : NULL;
    if (next.a_length == 0 && next.b_length == 0)
        return;
    if (last && continues(differ, last, next)) {
        last->a_length = next.a + next.a_length - last->a;
        last->b_length = next.b + next.b_length - last->b;
        return;
    }
    *array_push(regions->items, regions->count) = next;
}

/* Bytes at the same distance from the start of the region. */
static void add_positional(struct differ *differ, struct region region)
{
    for (size_t at = 0; at < region.a_length;) {
        struct bytes a = bytes_part(differ->a, region.a + at, region.a_length - at);
        struct bytes b = bytes_part(differ->b, region.b + at, region.a_length - at);
        size_t equal = bytes_common_prefix(a, b), end = equal;
        while (end < a.size && a.data[end] != b.data[end])
            end++;
        bytes_passed(2 * (end - equal));
        add(differ, (struct region){region.a + at + equal, end - equal, region.b + at + equal,
                                    end - equal, false});
        at += end;
    }
}

static void add_trimmed(struct differ *differ, struct region region)
{
    struct bytes a = bytes_part(differ->a, region.a, region.a_length);
    struct bytes b = bytes_part(differ->b, region.b, region.b_length);
    size_t prefix = bytes_common_prefix(a, b);
    size_t suffix = bytes_common_suffix(a, b, prefix);
    add(differ, (struct region){region.a + prefix, a.size - prefix - suffix, region.b + prefix,
                                b.size - prefix - suffix, false});
}

static void add_simply(struct differ *differ, struct region region)
{
    if (region.a_length == region.b_length)
        add_positional(differ, region);
    else
        add_trimmed(differ, region);
}

/* --- through pieces --- */

typedef void refine(struct differ *differ, struct region region);

/* The bytes that a run of pieces stands for. */
static struct region span(const struct pieces *a, const struct pieces *b, struct run run)
{
    return (struct region){
        .a = a->start[run.a],
        .a_length = a->start[run.a + run.a_count] - a->start[run.a],
        .b = b->start[run.b],
        .b_length = b->start[run.b + run.b_count] - b->start[run.b],
    };
}

/* As many pieces here as there: each answers to its like. */
static void refine_run(struct differ *differ, const struct pieces *a, const struct pieces *b,
                       struct run run, refine *each)
{
    if (run.a_count != run.b_count) {
        add_simply(differ, span(a, b, run));
        return;
    }
    for (size_t i = 0; i < run.a_count; i++)
        each(differ, span(a, b, (struct run){run.a + i, 1, run.b + i, 1}));
}

static void diff_pieces(struct differ *differ, const struct pieces *a, const struct pieces *b,
                        refine *each)
{
    struct runs runs;
    align(a->hash, a->count, b->hash, b->count, &runs);
    for (size_t i = 0; i < runs.count; i++)
        refine_run(differ, a, b, runs.items[i], each);
    runs_free(&runs);
}

static void diff_line(struct differ *differ, struct region line)
{
    bool full = differ->regions->count >= differ->regions->max;
    if (full || line.a_length == line.b_length) {
        add_simply(differ, line);
        return;
    }
    autopieces struct pieces a = pieces_words(differ->a, line.a, line.a_length);
    autopieces struct pieces b = pieces_words(differ->b, line.b, line.b_length);
    diff_pieces(differ, &a, &b, add_simply);
}

/* --- as many lines here as there: a form whose values differ, or lines that changed places --- */

#define REACH 2000 /* lines within which a new order is looked for */

/* One past the shortest block from `from` that holds the same lines on both sides; 0: none. */
static size_t permuted_until(const struct pieces *a, const struct pieces *b, size_t from)
{
    uint64_t balance = 0;
    size_t most = a->count - from < REACH ? a->count : from + REACH;
    for (size_t i = from; i < most; i++) {
        balance += hash_mix(a->hash[i], 0, 0) - hash_mix(b->hash[i], 0, 0);
        if (balance == 0)
            return i > from ? i + 1 : 0;
    }
    return 0;
}

static void diff_by_line(struct differ *differ, const struct pieces *a, const struct pieces *b)
{
    for (size_t i = 0; i < a->count;) {
        if (a->hash[i] == b->hash[i]) {
            i++;
            continue;
        }
        size_t end = permuted_until(a, b, i);
        struct region region = span(a, b, (struct run){i, end ? end - i : 1, i, end ? end - i : 1});
        region.reordered = end != 0;
        if (end)
            add(differ, region);
        else
            diff_line(differ, region);
        i = end ? end : i + 1;
    }
}

#define FEW 8 /* lines, whatever the alignment says */

/*
 * Whether lines are better compared to those of the same number: where alignment, which takes what
 * moved for removed here and inserted there, does not save much.  It does after a true insertion.
 */
static bool is_form(const struct pieces *a, const struct pieces *b, const struct runs *runs)
{
    size_t aligned = 0, by_number = 0;
    bool even = true;
    for (size_t i = 0; i < runs->count; i++) {
        const struct run *run = &runs->items[i];
        aligned += run->a_count > run->b_count ? run->a_count : run->b_count;
        even &= run->a_count == run->b_count;
    }
    for (size_t i = 0; a->count == b->count && i < a->count; i++)
        by_number += a->hash[i] != b->hash[i];
    return a->count == b->count && !even && by_number <= 4 * aligned + FEW;
}

static void diff_text(struct differ *differ, struct region middle)
{
    autopieces struct pieces a = pieces_lines(differ->a, middle.a, middle.a_length);
    autopieces struct pieces b = pieces_lines(differ->b, middle.b, middle.b_length);
    struct runs runs;
    if (a.count > 1 && a.count == b.count && a.sum == b.sum) {
        middle.reordered = true;
        add(differ, middle);
        return;
    }
    align(a.hash, a.count, b.hash, b.count, &runs);
    if (is_form(&a, &b, &runs)) {
        diff_by_line(differ, &a, &b);
    } else {
        for (size_t i = 0; i < runs.count; i++)
            refine_run(differ, &a, &b, runs.items[i], diff_line);
    }
    runs_free(&runs);
}

static void diff_binary(struct differ *differ, struct region middle)
{
    if (differ->a.size == differ->b.size) {
        add_positional(differ, middle);
        return;
    }
    size_t larger = middle.a_length > middle.b_length ? middle.a_length : middle.b_length;
    autopieces struct pieces a = pieces_chunks(differ->a, middle.a, middle.a_length, larger);
    autopieces struct pieces b = pieces_chunks(differ->b, middle.b, middle.b_length, larger);
    struct runs runs;
    align(a.hash, a.count, b.hash, b.count, &runs);
    for (size_t i = 0; i < runs.count; i++)
        add_simply(differ, span(&a, &b, runs.items[i]));
    runs_free(&runs);
}

/* --- the whole --- */

/* Where the line that holds `at` begins; SIZE_MAX: it is a very long one. */
static size_t line_start(struct bytes bytes, size_t at)
{
    size_t from = at > LONG_LINE ? at - LONG_LINE : 0;
    const char *newline = at ? memrchr(bytes.data + from, '\n', at - from) : NULL;
    if (newline)
        return (size_t)(newline - bytes.data) + 1;
    return from ? SIZE_MAX : 0;
}

static bool starts_line(struct bytes bytes, size_t at, size_t first)
{
    return at == first || bytes.data[at - 1] == '\n';
}

/*
 * What lies between the lines both sides begin with and those they end with; false: that is not
 * worth cutting into lines.
 */
static bool middle_lines(struct bytes a, struct bytes b, size_t prefix, struct region *middle)
{
    size_t from = line_start(a, prefix);
    if (from == SIZE_MAX)
        return false;
    size_t suffix = bytes_common_suffix(a, b, from), most = suffix;
    while (suffix > 0 && most - suffix <= LONG_LINE &&
           !(starts_line(a, a.size - suffix, from) && starts_line(b, b.size - suffix, from)))
        suffix--;
    *middle = (struct region){from, a.size - from - suffix, from, b.size - from - suffix, false};
    return most - suffix <= LONG_LINE && middle->a_length <= TEXT_LIMIT &&
           middle->b_length <= TEXT_LIMIT;
}

void diff(struct bytes a, struct bytes b, struct regions *regions)
{
    struct differ differ = {a, b, regions};
    size_t prefix = bytes_common_prefix(a, b);
    if (prefix == a.size && prefix == b.size)
        return;
    regions->text = is_text(a) && is_text(b);
    size_t suffix = bytes_common_suffix(a, b, prefix);
    struct region middle = {prefix, a.size - prefix - suffix, prefix, b.size - prefix - suffix,
                            false};
    struct region lines;
    bool large = middle.a_length > TEXT_LIMIT || middle.b_length > TEXT_LIMIT;
    if (regions->text && !large && middle_lines(a, b, prefix, &lines))
        diff_text(&differ, lines);
    else
        diff_binary(&differ, middle);
}

void regions_free(struct regions *regions)
{
    free(regions->items);
    *regions = (struct regions){0};
}
