#include "prove.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "hash.h"
#include "util.h"

/* --- sets of units --- */

static int by_value(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

struct set {
    uint64_t *units;
    size_t count;
};

static void set_add(struct set *set, uint64_t unit)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->units[i] == unit)
            return;
    }
    *array_push(set->units, set->count) = unit;
}

static void set_sort(struct set *set)
{
    if (set->count)
        qsort(set->units, set->count, sizeof *set->units, by_value);
}

static size_t set_index(const struct set *set, uint64_t unit)
{
    size_t at = 0;
    while (at < set->count && set->units[at] != unit)
        at++;
    return at;
}

static void cleanup_set(struct set *set)
{
    free(set->units);
}
#define autoset __attribute__((cleanup(cleanup_set)))

/* --- trials: the same one is never run twice --- */

struct memory {
    uint64_t key;
    bool *differs;
};

static uint64_t trial_key(const struct set *set, bool hold)
{
    return hash_mix(hash_bytes(set->units, set->count * sizeof *set->units, 0), set->count, hold);
}

static bool *recall(const struct prover *p, uint64_t key)
{
    for (size_t i = 0; i < p->memory_count; i++) {
        if (p->memory[i].key == key)
            return p->memory[i].differs;
    }
    return NULL;
}

static int try_set(struct prover *p, struct set *set, bool hold, bool *differs)
{
    set_sort(set);
    size_t size = p->question_count * sizeof *differs;
    uint64_t key = trial_key(set, hold);
    struct trial trial = {set->units, set->count, hold};
    bool *known = recall(p, key);
    if (known) {
        memcpy(differs, known, size);
        return 0;
    }
    int error = p->run(&trial, differs, p->context);
    if (error)
        return error;
    known = xmalloc(size);
    memcpy(known, differs, size);
    *array_push(p->memory, p->memory_count) = (struct memory){key, known};
    return 0;
}

static void forget(struct prover *p)
{
    for (size_t i = 0; i < p->memory_count; i++)
        free(p->memory[i].differs);
    free(p->memory);
    p->memory = NULL;
    p->memory_count = 0;
}

/* --- code words: the k-th number with `weight` of `bits` bits set --- */

#define IDENTITY_LIMIT 8
#define MAX_CAUSES     8

static size_t binomial_half(unsigned bits)
{
    size_t value = 1;
    for (unsigned i = 1; i <= bits / 2; i++)
        value = value * (bits - bits / 2 + i) / i;
    return value;
}

static unsigned code_bits(size_t candidates)
{
    unsigned bits = 4;
    if (candidates <= IDENTITY_LIMIT)
        return (unsigned)candidates;
    while (binomial_half(bits) < candidates && bits < 60)
        bits += 2;
    return bits;
}

static uint64_t next_word(uint64_t word)
{
    uint64_t lowest = word & -word, ripple = word + lowest;
    return ripple | ((word ^ ripple) >> 2) / lowest;
}

static void assign_codes(size_t candidates, uint64_t *codes)
{
    uint64_t word = (1ULL << code_bits(candidates) / 2) - 1;
    for (size_t i = 0; i < candidates; i++) {
        codes[i] = candidates <= IDENTITY_LIMIT ? 1ULL << i : word;
        if (candidates > IDENTITY_LIMIT)
            word = next_word(word);
    }
}

/* --- confirming candidates, for many regions at once --- */

/* Per question: in which trials it differed when freed, and stayed equal when held. */
struct pattern {
    uint64_t freed, held;
};

static void settle(struct question *question, const uint64_t *causes, size_t count,
                   enum question_state state, bool joint)
{
    free(question->causes);
    question->causes = xcalloc(count + 1, sizeof *causes);
    if (count)
        memcpy(question->causes, causes, count * sizeof *causes);
    question->cause_count = count;
    question->state = state;
    question->joint = joint;
}

static int run_trials(struct prover *p, const struct set *all, const uint64_t *codes, bool hold,
                      struct pattern *patterns)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    for (unsigned bit = 0; bit < code_bits(all->count); bit++) {
        autoset struct set chosen = {0};
        for (size_t i = 0; i < all->count; i++) {
            if (codes[i] >> bit & 1)
                set_add(&chosen, all->units[i]);
        }
        int error = try_set(p, &chosen, hold, differs);
        if (error)
            return error;
        for (size_t q = 0; q < p->question_count; q++) {
            uint64_t *pattern = hold ? &patterns[q].held : &patterns[q].freed;
            *pattern |= (uint64_t)(hold ? !differs[q] : differs[q]) << bit;
        }
    }
    return 0;
}

static void match_single(struct question *question, const struct set *all, const uint64_t *codes,
                         struct pattern pattern)
{
    for (size_t c = 0; c < question->candidate_count; c++) {
        uint64_t code = codes[set_index(all, question->candidates[c])];
        if (pattern.freed == code && pattern.held == code)
            settle(question, &question->candidates[c], 1, QUESTION_PROVEN, false);
    }
}

/* Both trials for one set and one question. */
static int verify(struct prover *p, struct question *question, struct set *set, bool joint)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    size_t q = (size_t)(question - p->questions);
    int error = try_set(p, set, false, differs);
    if (error || !differs[q])
        return error;
    error = try_set(p, set, true, differs);
    if (!error)
        settle(question, set->units, set->count, differs[q] ? QUESTION_INFLUENCE : QUESTION_PROVEN,
               joint);
    return error;
}

/*
 * Leaves in the set only those that act on their own: freed alone they make the region differ, or,
 * of a joint cause, held alone they make it equal.  Shared code words can cover innocent ones.
 */
static int keep_guilty(struct prover *p, size_t q, struct set *set, bool joint)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++) {
        uint64_t unit = set->units[i];
        struct set alone = {&unit, 1};
        int error = try_set(p, &alone, joint, differs);
        if (error)
            return error;
        if (differs[q] != joint)
            set->units[kept++] = unit;
    }
    set->count = kept;
    return 0;
}

/*
 * Several causes: each of them differs when freed alone, or none does but each restores equality
 * when held.  What the patterns suggest is tried as a set.
 */
static int match_several(struct prover *p, struct question *question, const struct set *all,
                         const uint64_t *codes, struct pattern pattern)
{
    autoset struct set set = {0};
    uint64_t covered = 0;
    bool joint = pattern.freed == 0;
    uint64_t wanted = joint ? pattern.held : pattern.freed;
    for (size_t c = 0; c < question->candidate_count; c++) {
        uint64_t code = codes[set_index(all, question->candidates[c])];
        if (code & ~wanted)
            continue;
        set_add(&set, question->candidates[c]);
        covered |= code;
    }
    if (set.count < 2 || covered != wanted)
        return 0;
    int error = all->count > IDENTITY_LIMIT
                    ? keep_guilty(p, (size_t)(question - p->questions), &set, joint)
                    : 0;
    if (error || set.count == 0 || set.count > MAX_CAUSES)
        return error;
    return verify(p, question, &set, joint);
}

static bool is_open(const struct question *question)
{
    return question->state == QUESTION_OPEN && question->candidate_count > 0;
}

static int confirm(struct prover *p)
{
    autoset struct set all = {0};
    for (size_t q = 0; q < p->question_count; q++) {
        for (size_t c = 0; is_open(&p->questions[q]) && c < p->questions[q].candidate_count; c++)
            set_add(&all, p->questions[q].candidates[c]);
    }
    if (all.count == 0)
        return 0;
    set_sort(&all);
    autofree uint64_t *codes = xcalloc(all.count, sizeof *codes);
    autofree struct pattern *patterns = xcalloc(p->question_count + 1, sizeof *patterns);
    assign_codes(all.count, codes);
    int error = run_trials(p, &all, codes, false, patterns);
    if (!error)
        error = run_trials(p, &all, codes, true, patterns);
    for (size_t q = 0; !error && q < p->question_count; q++) {
        if (is_open(&p->questions[q]))
            match_single(&p->questions[q], &all, codes, patterns[q]);
    }
    for (size_t q = 0; !error && q < p->question_count; q++) {
        if (is_open(&p->questions[q]))
            error = match_several(p, &p->questions[q], &all, codes, patterns[q]);
    }
    return error;
}

/* --- locating: the number of a unit, bit by bit, for all open questions in the same runs --- */

static void guess(struct question *question, uint64_t unit)
{
    free(question->candidates);
    question->candidates = xcalloc(1, sizeof unit);
    question->candidates[0] = unit;
    question->candidate_count = 1;
}

static bool any_open(const struct prover *p)
{
    for (size_t q = 0; q < p->question_count; q++) {
        if (p->questions[q].state == QUESTION_OPEN)
            return true;
    }
    return false;
}

static int locate(struct prover *p)
{
    autofree uint64_t *found = xcalloc(p->question_count + 1, sizeof *found);
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    for (unsigned bit = 0; any_open(p) && (p->unit_count >> bit) > 0; bit++) {
        autoset struct set chosen = {0};
        for (size_t i = 0; i < p->unit_count; i++) {
            if ((i + 1) >> bit & 1)
                *array_push(chosen.units, chosen.count) = p->units[i];
        }
        int error = try_set(p, &chosen, false, differs);
        if (error)
            return error;
        for (size_t q = 0; q < p->question_count; q++)
            found[q] |= (uint64_t)differs[q] << bit;
    }
    for (size_t q = 0; q < p->question_count; q++) {
        if (p->questions[q].state != QUESTION_OPEN)
            continue;
        p->questions[q].candidate_count = 0;
        if (found[q] >= 1 && found[q] <= p->unit_count)
            guess(&p->questions[q], p->units[found[q] - 1]);
    }
    return confirm(p);
}

/* --- minimising: delta debugging (Zeller and Hildebrandt, 2002) for what is left --- */

static int part_differs(struct prover *p, size_t q, const struct set *from, size_t part,
                        size_t parts, bool complement, struct set *result, bool *differs)
{
    autofree bool *all = xcalloc(p->question_count + 1, sizeof *all);
    result->count = 0;
    for (size_t i = 0; i < from->count; i++) {
        bool inside = i * parts / from->count == part;
        if (inside != complement)
            *array_push(result->units, result->count) = from->units[i];
    }
    int error = try_set(p, result, false, all);
    *differs = all[q];
    return error;
}

/* One round: to a smaller set that still differs, or to finer parts; false: it is minimal. */
static int reduce(struct prover *p, size_t q, struct set *set, size_t *parts, bool *more)
{
    for (int complement = 0; complement < 2; complement++) {
        for (size_t part = 0; part < *parts && (*parts > 2 || !complement); part++) {
            autoset struct set smaller = {0};
            bool differs;
            int error = part_differs(p, q, set, part, *parts, complement, &smaller, &differs);
            if (error)
                return error;
            if (!differs)
                continue;
            free(set->units);
            *set = smaller;
            smaller.units = NULL;
            *parts = complement && *parts > 3 ? *parts - 1 : 2;
            *parts = *parts < set->count ? *parts : set->count;
            *more = set->count > 1;
            return 0;
        }
    }
    *more = *parts < set->count;
    *parts = *parts * 2 < set->count ? *parts * 2 : set->count;
    return 0;
}

static void set_difference(const struct prover *p, const struct set *without, struct set *result)
{
    for (size_t i = 0; i < p->unit_count; i++) {
        if (set_index(without, p->units[i]) == without->count)
            *array_push(result->units, result->count) = p->units[i];
    }
}

/* The smallest part of `set` that makes the region differ alone; `set` is known to. */
static int minimal_part(struct prover *p, size_t q, struct set *set)
{
    size_t parts = 2;
    bool more = set->count > 1;
    while (more) {
        int error = reduce(p, q, set, &parts, &more);
        if (error)
            return error;
    }
    return 0;
}

/* Those that made the region differ alone in a trial there has been. */
static void add_known(const struct prover *p, size_t q, struct set *found)
{
    for (size_t i = 0; i < p->unit_count && found->count < MAX_CAUSES; i++) {
        uint64_t unit = p->units[i];
        struct set alone = {&unit, 1};
        const bool *differs = recall(p, trial_key(&alone, false));
        if (differs && differs[q])
            set_add(found, unit);
    }
}

/* One cause after the other, until holding all of them makes the region equal. */
static int minimise(struct prover *p, size_t q)
{
    autoset struct set found = {0};
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    bool joint = false;
    add_known(p, q, &found);
    differs[q] = true;
    int error = found.count ? try_set(p, &found, true, differs) : 0;
    while (!error && differs[q] && found.count < MAX_CAUSES) {
        autoset struct set part = {0};
        set_difference(p, &found, &part);
        error = part.count ? minimal_part(p, q, &part) : -ENOENT;
        if (!error && part.count > MAX_CAUSES)
            error = -E2BIG;
        for (size_t i = 0; !error && i < part.count; i++)
            set_add(&found, part.units[i]);
        joint |= part.count > 1;
        if (!error)
            error = try_set(p, &found, true, differs);
    } /* after an error what is known so far stands */
    if (found.count)
        settle(&p->questions[q], found.units, found.count,
               differs[q] ? QUESTION_INFLUENCE : QUESTION_PROVEN, joint);
    return error == -ENOENT || error == -E2BIG ? 0 : error;
}

/* Nothing freed: what differs all the same is nobody's doing, whatever was found. */
static int weed_out(struct prover *p)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    const struct trial nothing = {0};
    int error = p->run(&nothing, differs, p->context);
    for (size_t q = 0; !error && q < p->question_count; q++) {
        if (differs[q])
            settle(&p->questions[q], NULL, 0, QUESTION_UNSTABLE, false);
    }
    return error;
}

/* A value found in the region speaks for itself; a search is led astray by an output that races. */
static int search(struct prover *p)
{
    int error = weed_out(p);
    if (!error && any_open(p))
        error = locate(p);
    for (size_t q = 0; !error && q < p->question_count; q++) {
        if (p->questions[q].state == QUESTION_OPEN && p->unit_count)
            error = minimise(p, q);
    }
    return error ? error : weed_out(p);
}

int prove(struct prover *p)
{
    int error = confirm(p);
    if (!error && any_open(p))
        error = search(p);
    forget(p);
    return error == -EDQUOT ? 0 : error;
}
