/* Two runs, event by event, however many there are. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "attribute.h"
#include "events.h"
#include "join.h"
#include "made_trace.h"
#include "scratch.h"
#include "util.h"

#define TIME   1          /* numbers of calls.def */
#define FAR    (1u << 18) /* what waits at most, see join.c */
#define BEGINS 1700000000ull

struct pair {
    struct made_trace made[2];
    char *path[2];
    struct tree tree[2];
    struct join join;
};

static void begin(struct pair *pair, void **state)
{
    for (int side = 0; side < 2; side++) {
        pair->path[side] = scratch_path(state, side ? "b" : "a");
        made_begin(&pair->made[side], pair->path[side]);
    }
}

static void load(struct pair *pair)
{
    for (int side = 0; side < 2; side++) {
        autofree char *why = NULL;
        made_end(&pair->made[side]);
        assert_int_equal(tree_load(pair->path[side], &pair->tree[side], &why), 0);
    }
    join_runs(&pair->tree[0], &pair->tree[1], NULL, NULL, &pair->join);
}

static void end(struct pair *pair)
{
    join_free(&pair->join);
    for (int side = 0; side < 2; side++) {
        tree_free(&pair->tree[side]);
        free(pair->path[side]);
    }
}

/* `count` times the same call at one site, its values one after the other from `value` on. */
static void add(struct made_trace *made, unsigned thread, uint32_t stack, uint64_t value,
                size_t count)
{
    for (size_t i = 0; i < count; i++)
        made_event(made, thread, TIME, stack, value + i);
}

static void assert_join(const struct pair *pair, uint64_t both, uint64_t changed, uint64_t only_a,
                        uint64_t only_b)
{
    assert_int_equal(pair->join.both, both);
    assert_int_equal(pair->join.changed, changed);
    assert_int_equal(pair->join.only_a, only_a);
    assert_int_equal(pair->join.only_b, only_b);
}

static void inserted_calls_move_nothing(void **state)
{
    static struct pair pair;
    begin(&pair, state);
    add(&pair.made[0], 0, 1, BEGINS, 5000);
    add(&pair.made[1], 0, 1, BEGINS, 1000);
    add(&pair.made[1], 0, 2, 0, 300);
    add(&pair.made[1], 0, 1, BEGINS + 1000, 4000);
    load(&pair);
    assert_join(&pair, 5000, 0, 0, 300);
    assert_int_equal(pair.join.differs[1].count, 300);
    assert_int_equal(pair.join.differs[1].first->site, 102);
    end(&pair);
}

static void what_changed_is_found_where_it_was(void **state)
{
    static struct pair pair;
    begin(&pair, state);
    for (int side = 0; side < 2; side++) {
        add(&pair.made[side], 0, 1, BEGINS, 3000);
        made_event(&pair.made[side], 0, TIME, 1, (uint64_t)side);
        add(&pair.made[side], 0, 1, BEGINS, 3000);
    }
    load(&pair);
    assert_join(&pair, 6001, 1, 0, 0);
    assert_int_equal(pair.join.differs[0].count, 1);
    assert_int_equal(pair.join.differs[0].first->nth, 3001);
    assert_int_equal(pair.join.differs[0].first->order, 3000);
    end(&pair);
}

static void another_order_of_call_sites_is_no_difference(void **state)
{
    static struct pair pair;
    begin(&pair, state);
    for (unsigned i = 0; i < 4; i++) {
        add(&pair.made[0], 0, 1 + i, BEGINS, 2000);
        add(&pair.made[1], 0, 4 - i, BEGINS, 2000);
    }
    load(&pair);
    assert_join(&pair, 8000, 0, 0, 0);
    assert_int_equal(pair.join.unpaired, 0);
    end(&pair);
}

static void threads_do_not_mix(void **state)
{
    static struct pair pair;
    begin(&pair, state);
    for (unsigned i = 0; i < 6000; i++) {
        made_event(&pair.made[0], i % 3, TIME, 1, i);
        made_event(&pair.made[1], 2 - i % 3, TIME, 1, i - i % 3 + 2 - i % 3);
    }
    load(&pair);
    assert_join(&pair, 6000, 0, 0, 0);
    assert_int_equal(pair.tree[1].lane_count, 3);
    end(&pair);
}

static void what_is_too_far_apart_is_counted(void **state)
{
    static struct pair pair;
    const uint64_t count = FAR + 1000;
    begin(&pair, state);
    add(&pair.made[0], 0, 1, BEGINS, count);
    add(&pair.made[0], 0, 2, BEGINS, count);
    add(&pair.made[1], 0, 2, BEGINS, count);
    add(&pair.made[1], 0, 1, BEGINS, count);
    load(&pair);
    assert_join(&pair, 2 * count, 0, 0, 0);
    assert_true(pair.join.unpaired > 0 && pair.join.unpaired <= 2000);
    end(&pair);
}

/* The value of one event among many is found, and the event with it. */
static void a_value_is_traced_to_its_event(void **state)
{
    static struct pair pair;
    char seen[] = "1700077776";
    struct divergence region = {.b = seen, .b_length = 10, .length_b = 10};
    struct output output = {.path = xstrdup("out"),
                            .state = OUTPUT_CONTENT,
                            .divergences = &region,
                            .divergence_count = 1};
    struct outputs outputs = {&output, 1};
    struct units units;
    struct suspects suspects;
    begin(&pair, state);
    add(&pair.made[0], 0, 1, 1000, 100000);
    add(&pair.made[1], 0, 1, BEGINS, 100000);
    load(&pair);
    units_collect(&pair.tree[1], pair.join.differs, NULL, NULL, &units);
    struct attribution *attribution = attribution_new(&pair.tree[1], &units, NULL, &outputs);
    attribution_suspects(attribution, "out", &region, &suspects);
    assert_int_equal(suspects.count, 1);
    assert_int_equal(suspects.items[0].event->nth, 77777);
    suspects_free(&suspects);
    attribution_free(attribution);
    units_free(&units);
    free(output.path);
    end(&pair);
}

/* --- memory --- */

/* KiB at most that joining two runs of so many events takes, in a process of its own. */
static long memory_for(void **state, size_t events)
{
    static struct pair pair;
    struct rusage used;
    begin(&pair, state);
    add(&pair.made[0], 0, 1, BEGINS, events);
    add(&pair.made[1], 0, 1, BEGINS, events);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        load(&pair);
        _exit(pair.join.both != events);
    }
    int status;
    assert_int_equal(wait4(child, &status, 0, &used), child);
    assert_int_equal(status, 0);
    made_end(&pair.made[0]);
    made_end(&pair.made[1]);
    free(pair.path[0]);
    free(pair.path[1]);
    return used.ru_maxrss;
}

/* Two traces of 72 MB each. */
static void memory_does_not_grow_with_events(void **state)
{
    long few = memory_for(state, 30000), many = memory_for(state, 3000000);
    assert_true(many - few < 4 * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(inserted_calls_move_nothing),
        scratch_test(what_changed_is_found_where_it_was),
        scratch_test(another_order_of_call_sites_is_no_difference),
        scratch_test(threads_do_not_mix),
        scratch_test(what_is_too_far_apart_is_counted),
        scratch_test(a_value_is_traced_to_its_event),
        scratch_test(memory_does_not_grow_with_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
