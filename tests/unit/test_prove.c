/* Group testing against simulated regions: right causes, no innocent accused, few trials. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "hash.h"
#include "prove.h"

#define UNITS     500
#define QUESTIONS 12
#define GROUPS    10
#define LIMIT     200 /* trials */

/* What makes a region differ: any of these freed, or all of them when joint. */
struct truth {
    uint64_t causes[3];
    size_t count;
    bool joint;
    bool racing;     /* differs more often than not, whatever is freed */
    uint32_t groups; /* each unit of these suffices */
    uint32_t unseen; /* something in these suffices that is no unit: held with the whole group */
    bool coin;       /* its two values are equal as often as not */
    unsigned lasts;  /* that many trials, then nothing differs any more; 0: for ever */
};

struct world {
    const struct truth *truths;
    size_t questions;
    unsigned trials, limit;
};

/* Of a unit by its number. */
static uint8_t group_of_unit(uint64_t unit)
{
    return (uint8_t)((unit - 1000) / 7 % GROUPS);
}

static bool is_free(const struct trial *trial, uint64_t unit)
{
    bool chosen = false;
    for (size_t i = 0; i < trial->count; i++)
        chosen |= trial->units[i] == unit;
    return chosen != trial->hold;
}

/* How many units of these groups are free. */
static size_t free_in_groups(const struct trial *trial, uint32_t groups)
{
    size_t chosen = 0, all = 0;
    for (uint64_t i = 0; i < UNITS; i++)
        all += groups >> group_of_unit(1000 + 7 * i) & 1;
    for (size_t i = 0; i < trial->count; i++)
        chosen += groups >> group_of_unit(trial->units[i]) & 1;
    return trial->hold ? all - chosen : chosen;
}

static int simulate(const struct trial *trial, bool *differs, void *context)
{
    struct world *world = context;
    if (world->trials == world->limit)
        return -EDQUOT;
    world->trials++;
    for (size_t q = 0; q < world->questions; q++) {
        const struct truth *truth = &world->truths[q];
        size_t freed = free_in_groups(trial, truth->groups);
        uint32_t whole = trial->hold ? ~trial->groups : trial->groups;
        freed += (whole & truth->unseen) != 0;
        for (size_t i = 0; i < truth->count; i++)
            freed += is_free(trial, truth->causes[i]);
        differs[q] = truth->racing  ? world->trials % 4 != 2
                     : truth->joint ? freed == truth->count
                                    : freed > 0;
        if (truth->lasts && world->trials > truth->lasts)
            differs[q] = false;
        if (truth->coin && trial->count + trial->hold + trial->nth > 0)
            differs[q] &= hash_mix(hash_bytes(trial->units, trial->count * sizeof *trial->units, q),
                                   trial->hold, trial->nth) >>
                              9 &
                          1;
    }
    return 0;
}

/* Runs the proof; candidates[q] is what is suspected first (0: nothing). Returns the trials. */
static unsigned prove_world(const struct truth *truths, size_t count, uint64_t candidates[][4],
                            struct question *questions)
{
    static uint64_t units[UNITS];
    static uint8_t group_of[UNITS];
    struct world world = {truths, count, 0, LIMIT};
    for (size_t i = 0; i < UNITS; i++) {
        units[i] = 1000 + 7 * (i * 73 % UNITS); /* likely ones first, in no order of numbers */
        group_of[i] = group_of_unit(units[i]);
    }
    for (size_t q = 0; q < count; q++) {
        questions[q] = (struct question){.candidates = calloc(4, sizeof(uint64_t))};
        for (size_t i = 0; i < 4 && candidates && candidates[q][i]; i++)
            questions[q].candidates[questions[q].candidate_count++] = candidates[q][i];
        questions[q].own = questions[q].candidate_count;
    }
    struct prover prover = {.questions = questions,
                            .question_count = count,
                            .units = units,
                            .unit_count = UNITS,
                            .group_of = group_of,
                            .run = simulate,
                            .context = &world};
    assert_int_equal(prove(&prover), 0);
    return world.trials;
}

static void assert_causes(const struct truth *truths, size_t count, struct question *questions)
{
    for (size_t q = 0; q < count; q++) {
        assert_int_equal(questions[q].state, QUESTION_PROVEN);
        assert_int_equal(questions[q].cause_count, truths[q].count);
        for (size_t i = 0; i < truths[q].count; i++) {
            bool found = false;
            for (size_t c = 0; c < questions[q].cause_count; c++)
                found |= questions[q].causes[c] == truths[q].causes[i];
            assert_true(found);
        }
        free(questions[q].candidates);
        free(questions[q].causes);
    }
}

static void test_one_suspect_takes_two_trials(void **state)
{
    struct truth truths[] = {{{1007}, 1, false, false, 0, 0, false, 0}};
    uint64_t candidates[][4] = {{1007}};
    struct question questions[QUESTIONS];
    (void)state;
    assert_int_equal(prove_world(truths, 1, candidates, questions), 2);
    assert_causes(truths, 1, questions);
}

static void test_a_decoy_is_not_accused(void **state)
{
    struct truth truths[] = {{{1014}, 1, false, false, 0, 0, false, 0},
                             {{1007}, 1, false, false, 0, 0, false, 0}};
    uint64_t candidates[][4] = {{1007, 1014, 1021}, {1021, 1007}};
    struct question questions[QUESTIONS];
    (void)state;
    assert_true(prove_world(truths, 2, candidates, questions) <= 6);
    assert_causes(truths, 2, questions);
}

static void test_a_wrong_suspect_leads_to_the_right_cause(void **state)
{
    struct truth truths[] = {{{4493}, 1, false, false, 0, 0, false, 0}};
    uint64_t candidates[][4] = {{1007}};
    struct question questions[QUESTIONS];
    (void)state;
    /* with the three runs before: 2 log2(500) + 4; one of them frees nothing */
    assert_true(prove_world(truths, 1, candidates, questions) <= 2 + 12 + 2 + 1);
    assert_causes(truths, 1, questions);
}

static void test_a_likely_cause_is_found_soon(void **state)
{
    struct truth truths[] = {{{1000}, 1, false, false, 0, 0, false, 0}};
    struct question questions[QUESTIONS];
    (void)state;
    assert_true(prove_world(truths, 1, NULL, questions) <= 4 + 2);
    assert_causes(truths, 1, questions);
}

static void test_many_blind_regions_share_their_trials(void **state)
{
    struct truth truths[QUESTIONS];
    struct question questions[QUESTIONS];
    (void)state;
    for (size_t q = 0; q < QUESTIONS; q++)
        truths[q] = (struct truth){{1000 + 7 * (41 * q % UNITS)}, 1, false, false, 0, 0, false, 0};
    /* eleven cuts locate any of 500; twelve causes take code words of six bits, both ways; one
     * trial frees nothing */
    assert_true(prove_world(truths, QUESTIONS, NULL, questions) <= 11 + 12 + 1);
    assert_causes(truths, QUESTIONS, questions);
}

static void test_independent_causes_are_all_found(void **state)
{
    struct truth truths[] = {{{1007, 2001, 4493}, 3, false, false, 0, 0, false, 0}};
    struct question questions[QUESTIONS];
    (void)state;
    prove_world(truths, 1, NULL, questions);
    assert_causes(truths, 1, questions);
}

static void test_a_joint_cause_is_found_as_a_set(void **state)
{
    struct truth truths[] = {{{1007, 4493}, 2, true, false, 0, 0, false, 0}};
    struct question questions[QUESTIONS];
    (void)state;
    prove_world(truths, 1, NULL, questions);
    assert_true(questions[0].joint);
    assert_causes(truths, 1, questions);
}

static void test_a_joint_cause_has_to_show_twice(void **state)
{
    struct truth truths[] = {{.causes = {1007, 1014}, .count = 2, .joint = true}};
    uint64_t candidates[][4] = {{1007, 1014, 1021}};
    struct question questions[1];
    (void)state;
    unsigned trials = prove_world(truths, 1, candidates, questions);
    assert_int_equal(questions[0].state, QUESTION_PROVEN);
    assert_int_equal(questions[0].cause_count, 2);
    free(questions[0].candidates);
    free(questions[0].causes);
    truths[0].lasts = trials - 2;
    prove_world(truths, 1, candidates, questions);
    assert_int_equal(questions[0].state, QUESTION_OPEN);
    assert_int_equal(questions[0].cause_count, 0);
    free(questions[0].candidates);
    free(questions[0].causes);
}

static void test_what_races_is_blamed_on_nobody(void **state)
{
    struct truth truths[] = {{.racing = true}, {{1007}, 1, false, false, 0, 0, false, 0}};
    uint64_t candidates[][4] = {{2001}, {1007}};
    struct question questions[QUESTIONS];
    (void)state;
    prove_world(truths, 2, candidates, questions);
    assert_int_equal(questions[0].state, QUESTION_UNSTABLE);
    assert_int_equal(questions[0].cause_count, 0);
    free(questions[0].candidates);
    free(questions[0].causes);
    assert_causes(truths + 1, 1, questions + 1);
}

/* A generator seeded with everything: of whole groups it can be said. */
static void test_what_hangs_on_everything_is_proven_of_whole_groups(void **state)
{
    struct truth truths[QUESTIONS];
    struct question questions[QUESTIONS];
    (void)state;
    for (size_t q = 0; q < QUESTIONS; q++)
        truths[q] = (struct truth){.groups = q % 2 ? 1u << 3 | 1u << 7 : 1u << 5};
    prove_world(truths, QUESTIONS, NULL, questions);
    for (size_t q = 0; q < QUESTIONS; q++) {
        assert_int_equal(questions[q].state, QUESTION_GROUPS);
        assert_int_equal(questions[q].groups, truths[q].groups);
        free(questions[q].candidates);
        free(questions[q].causes);
    }
}

/* Checksums: each of its own cause and of one they share. */
static void test_entangled_regions_share_their_trials(void **state)
{
    struct truth truths[QUESTIONS];
    struct question questions[QUESTIONS];
    uint64_t candidates[QUESTIONS][4] = {{0}};
    (void)state;
    for (size_t q = 0; q < QUESTIONS; q++) {
        uint64_t own = 1000 + 7 * (10 * q), shared = 1000 + 7 * 401;
        truths[q] = (struct truth){{own, shared}, 2, false, false, 0, 0, false, 0};
        candidates[q][0] = own;
    }
    /* known after the code words: twelve causes both ways; then one group or two as a whole, in
     * which each is freed alone, and each pair is held */
    assert_true(prove_world(truths, QUESTIONS, candidates, questions) <= 12 + 12 + 12 + 24);
    assert_causes(truths, QUESTIONS, questions);
}

/* What is read at other places when something is held has no unit to hold. */
static void test_what_nobody_has_seen_is_held_with_its_group(void **state)
{
    struct truth truths[] = {{{1000}, 1, false, false, 0, 1u << 0 | 1u << 4, false, 0}};
    struct question questions[QUESTIONS];
    (void)state;
    prove_world(truths, 1, NULL, questions);
    assert_int_equal(questions[0].state, QUESTION_GROUPS);
    assert_int_equal(questions[0].groups, 1u << 0 | 1u << 4);
    free(questions[0].candidates);
    free(questions[0].causes);
}

static void test_what_is_equal_by_chance_ends_the_search(void **state)
{
    struct truth truths[] = {{.groups = 1u << 3 | 1u << 7, .coin = true},
                             {.groups = 1u << 3 | 1u << 7}};
    struct question questions[QUESTIONS];
    (void)state;
    assert_true(prove_world(truths, 2, NULL, questions) < LIMIT / 2);
    assert_int_equal(questions[1].state, QUESTION_GROUPS);
    assert_int_equal(questions[1].groups, 1u << 3 | 1u << 7);
    for (size_t q = 0; q < 2; q++) {
        assert_true(questions[q].state != QUESTION_UNSTABLE);
        for (size_t i = 0; i < questions[q].cause_count; i++) /* no innocent one */
            assert_true((1u << 3 | 1u << 7) >> group_of_unit(questions[q].causes[i]) & 1);
        free(questions[q].candidates);
        free(questions[q].causes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_suspect_takes_two_trials),
        cmocka_unit_test(test_a_decoy_is_not_accused),
        cmocka_unit_test(test_a_wrong_suspect_leads_to_the_right_cause),
        cmocka_unit_test(test_a_likely_cause_is_found_soon),
        cmocka_unit_test(test_many_blind_regions_share_their_trials),
        cmocka_unit_test(test_independent_causes_are_all_found),
        cmocka_unit_test(test_a_joint_cause_is_found_as_a_set),
        cmocka_unit_test(test_a_joint_cause_has_to_show_twice),
        cmocka_unit_test(test_what_races_is_blamed_on_nobody),
        cmocka_unit_test(test_what_hangs_on_everything_is_proven_of_whole_groups),
        cmocka_unit_test(test_entangled_regions_share_their_trials),
        cmocka_unit_test(test_what_nobody_has_seen_is_held_with_its_group),
        cmocka_unit_test(test_what_is_equal_by_chance_ends_the_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
