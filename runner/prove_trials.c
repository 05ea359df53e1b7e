/* Sets of units, and trials: the same one is never run twice. */
#include <stdlib.h>
#include <string.h>
#include "hash.h"
#include "prove_parts.h"
#include "util.h"

static int by_value(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

void set_add(struct set *set, uint64_t unit)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->units[i] == unit)
            return;
    }
    *array_push(set->units, set->count) = unit;
}

void set_sort(struct set *set)
{
    if (set->count)
        qsort(set->units, set->count, sizeof *set->units, by_value);
}

size_t set_index(const struct set *set, uint64_t unit)
{
    size_t at = 0;
    while (at < set->count && set->units[at] != unit)
        at++;
    return at;
}

void set_free(struct set *set)
{
    free(set->units);
}

/* --- trials --- */

struct memory {
    uint64_t key;
    struct set set; /* sorted */
    bool hold;
    bool *differs;
};

static bool has(const struct memory *memory, uint64_t unit)
{
    return memory->set.count &&
           bsearch(&unit, memory->set.units, memory->set.count, sizeof unit, by_value);
}

static uint64_t key_of(const struct set *set, bool hold)
{
    return hash_mix(hash_bytes(set->units, set->count * sizeof *set->units, 0), set->count, hold);
}

/* The answers of an earlier trial; NULL: there was none. */
static bool *recall(const struct prover *p, uint64_t key)
{
    for (size_t i = 0; i < p->memory_count; i++) {
        if (p->memory[i].key == key)
            return p->memory[i].differs;
    }
    return NULL;
}

static int try(struct prover *p, struct set *set, uint32_t groups, unsigned nth, bool hold,
               bool *differs)
{
    set_sort(set);
    size_t size = p->question_count * sizeof *differs;
    uint64_t key = key_of(set, hold);
    if (groups || nth)
        key = hash_mix(key, groups, nth);
    struct trial trial = {set->units, set->count, hold, groups, nth};
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
    struct set copy = {xcalloc(set->count + 1, sizeof *copy.units), set->count};
    if (set->count)
        memcpy(copy.units, set->units, set->count * sizeof *copy.units);
    *array_push(p->memory, p->memory_count) = (struct memory){key, copy, hold, known};
    return 0;
}

int prove_try(struct prover *p, struct set *set, bool hold, bool *differs)
{
    return try(p, set, 0, 0, hold, differs);
}

/* Of one unit there is nothing more. */
static uint32_t groups_of_many(const struct prover *p, uint32_t groups)
{
    uint32_t once = 0, many = 0;
    for (size_t i = 0; i < p->unit_count; i++) {
        many |= once & 1u << p->group_of[i];
        once |= 1u << p->group_of[i];
    }
    return groups & many;
}

int prove_try_groups(struct prover *p, uint32_t groups, unsigned nth, bool hold, bool *differs)
{
    autoset struct set members = {0};
    prove_members(p, groups, &members);
    return try(p, &members, groups_of_many(p, groups), nth, hold, differs);
}

void prove_forget(struct prover *p)
{
    for (size_t i = 0; i < p->memory_count; i++) {
        free(p->memory[i].differs);
        set_free(&p->memory[i].set);
    }
    free(p->memory);
    p->memory = NULL;
    p->memory_count = 0;
}

/* --- what the trials so far tell of one question --- */

bool prove_cleared(const struct prover *p, size_t q, uint64_t unit)
{
    for (size_t i = 0; i < p->memory_count; i++) {
        const struct memory *memory = &p->memory[i];
        if (!memory->hold && !memory->differs[q] && has(memory, unit))
            return true;
    }
    return false;
}

bool prove_touched(const struct prover *p, size_t q)
{
    for (size_t i = 0; i < p->memory_count; i++) {
        if (!p->memory[i].hold && p->memory[i].differs[q])
            return true;
    }
    return false;
}

static bool is_part(const struct set *set, const struct memory *memory)
{
    size_t i = 0;
    while (i < set->count && has(memory, set->units[i]))
        i++;
    return i == set->count;
}

bool prove_refuted(const struct prover *p, size_t q, const struct set *set)
{
    for (size_t i = 0; i < p->memory_count; i++) {
        const struct memory *memory = &p->memory[i];
        if (memory->hold && memory->differs[q] && is_part(set, memory))
            return true;
    }
    return false;
}

bool prove_fickle(const struct prover *p, size_t q)
{
    for (size_t i = 0; i < p->memory_count; i++) {
        const struct memory *less = &p->memory[i];
        for (size_t j = 0; j < p->memory_count; j++) {
            const struct memory *more = &p->memory[j];
            if (less->hold == more->hold && less->differs[q] != less->hold &&
                more->differs[q] == more->hold && is_part(&less->set, more))
                return true;
        }
    }
    return false;
}

static bool has_any(const struct memory *memory, const struct set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        if (has(memory, set->units[i]))
            return true;
    }
    return false;
}

bool prove_smallest(const struct prover *p, size_t q, const struct set *without,
                    const struct set *among, struct set *part)
{
    bool any = false;
    for (size_t i = 0; i < p->memory_count; i++) {
        const struct memory *memory = &p->memory[i];
        struct set smaller = {0};
        if (memory->hold || !memory->differs[q] || has_any(memory, without))
            continue;
        for (size_t u = 0; u < among->count; u++) {
            if (has(memory, among->units[u]))
                *array_push(smaller.units, smaller.count) = among->units[u];
        }
        if (!any || smaller.count < part->count) {
            struct set larger = *part;
            *part = smaller;
            smaller = larger;
        }
        any = true;
        set_free(&smaller);
    }
    return any;
}

static bool answers_alike(const struct prover *p, size_t a, size_t b)
{
    for (size_t i = 0; i < p->memory_count; i++) {
        if (p->memory[i].differs[a] != p->memory[i].differs[b])
            return false;
    }
    return true;
}

static bool is_first_of_its_kind(const struct prover *p, size_t q)
{
    for (size_t i = 0; i < q; i++) {
        if (p->questions[i].state == QUESTION_OPEN && answers_alike(p, i, q))
            return false;
    }
    return true;
}

bool prove_entangled(const struct prover *p)
{
    size_t kinds = 0;
    for (size_t q = 0; q < p->question_count; q++) {
        kinds += p->questions[q].state == QUESTION_OPEN && prove_touched(p, q) &&
                 is_first_of_its_kind(p, q);
    }
    return kinds > FEW_KINDS;
}

/* --- questions --- */

void prove_settle(struct question *question, const uint64_t *causes, size_t count,
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

bool prove_any_open(const struct prover *p)
{
    for (size_t q = 0; q < p->question_count; q++) {
        if (p->questions[q].state == QUESTION_OPEN)
            return true;
    }
    return false;
}

size_t prove_cut(size_t low, size_t high, unsigned round)
{
    if (round >= 2)
        return low + (high - low) / 2;
    size_t cut = low + 1; /* the geometric mean: half of the weight, were the nth 1/n as likely */
    while (cut + 1 < high && (cut + 1) * (cut + 1) <= (low + 1) * (high + 1))
        cut++;
    return cut;
}

void prove_known(const struct prover *p, size_t q, struct set *found)
{
    for (size_t i = 0; i < p->unit_count && found->count < MAX_CAUSES; i++) {
        uint64_t unit = p->units[i];
        struct set alone = {&unit, 1};
        const bool *differs = recall(p, key_of(&alone, false));
        if (differs && differs[q])
            set_add(found, unit);
    }
}
