/* Confirming candidates, for many regions at once. */
#include <stdlib.h>
#include "prove_parts.h"
#include "util.h"

/* --- code words: the k-th number with `weight` of `bits` bits set --- */

#define IDENTITY_LIMIT 8

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

/* --- trials of them --- */

#define SEVERAL_TRIALS                                                                             \
    6 /* made for single regions: beyond that, what is asked for all is cheaper */

/* Per question: in which trials it differed when freed, and stayed equal when held. */
struct pattern {
    uint64_t freed, held;
};

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
        int error = prove_try(p, &chosen, hold, differs);
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
            prove_settle(question, &question->candidates[c], 1, QUESTION_PROVEN, false);
    }
}

/* Both trials for one set and one question. */
static int verify(struct prover *p, struct question *question, struct set *set, bool joint)
{
    autofree bool *differs = xcalloc(p->question_count + 1, sizeof *differs);
    size_t q = (size_t)(question - p->questions);
    int error = prove_try(p, set, false, differs);
    if (error || !differs[q])
        return error;
    error = prove_try(p, set, true, differs);
    if (!error)
        prove_settle(question, set->units, set->count,
                     differs[q] ? QUESTION_INFLUENCE : QUESTION_PROVEN, joint);
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
        int error = prove_try(p, &alone, joint, differs);
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

static void collect_candidates(const struct prover *p, struct set *all)
{
    for (size_t q = 0; q < p->question_count; q++) {
        for (size_t c = 0; is_open(&p->questions[q]) && c < p->questions[q].candidate_count; c++)
            set_add(all, p->questions[q].candidates[c]);
    }
    set_sort(all);
}

/* Of a search that finds one cause: halving, then both counterfactuals and a control. */
static size_t search_length(size_t units)
{
    size_t halvings = 0;
    while (units >> halvings)
        halvings++;
    return halvings + 3;
}

size_t prove_expected(const struct prover *p)
{
    autoset struct set all = {0};
    size_t searched = 0;
    for (size_t q = 0; q < p->question_count; q++) {
        const struct question *question = &p->questions[q];
        searched += question->state == QUESTION_OPEN && question->candidate_count == 0;
    }
    collect_candidates(p, &all);
    return (all.count ? 2 * (size_t)code_bits(all.count) : 0) +
           (searched ? search_length(p->unit_count) : 0);
}

int prove_confirm(struct prover *p)
{
    autoset struct set all = {0};
    collect_candidates(p, &all);
    if (all.count == 0)
        return 0;
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
    size_t enough = p->memory_count + (prove_entangled(p) ? 0 : SEVERAL_TRIALS);
    for (size_t q = 0; !error && q < p->question_count && p->memory_count < enough; q++) {
        if (is_open(&p->questions[q]))
            error = match_several(p, &p->questions[q], &all, codes, patterns[q]);
    }
    return error;
}
