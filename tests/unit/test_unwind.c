/* The library's own unwinder against libunwind, in the same process: unwind_probe.c. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "calls.h"
#include "events.h"
#include "scratch.h"
#include "tree.h"
#include "util.h"

/* The stack of the next getppid. */
static const struct stack *next_stack(struct stream *stream)
{
    struct event event;
    while (stream_next(stream, &event)) {
        if (strcmp(call_row(event.call)->name, "getppid") != 0)
            continue;
        assert_int_not_equal(event.stack, UINT32_MAX);
        return &tree_process(stream->tree, &event)->stacks[event.stack];
    }
    return NULL;
}

static size_t parse(char *line, uint64_t *frames, size_t room)
{
    size_t count = 0;
    for (char *word = strtok(line, " \n"); word && count < room; word = strtok(NULL, " \n"))
        frames[count++] = strtoull(word, NULL, 16);
    return count;
}

/*
 * Ours ends where libunwind's ends; only the innermost address, another call in look(), differs.
 * Where a signal came in ours is one more, to be read like a return address.
 */
static void compare(const struct stack *stack, const uint64_t *frames, size_t count)
{
    unsigned interrupted = 0;
    assert_true(stack->count >= 2);
    assert_int_equal(stack->count, count);
    for (uint32_t i = 1; i < stack->count; i++) {
        interrupted += stack->pc[i] == frames[i] + 1;
        assert_true(stack->pc[i] == frames[i] || interrupted == 1);
    }
}

static void stacks_are_those_of_libunwind(void **state)
{
    autofree char *out = scratch_path(state, "out");
    autofree char *run = scratch_path(state, "run");
    autofree char *command = xasprintf(PARIBUS " record -q -r %s -- " PROBE " > %s", run, out);
    autofree char *why = NULL;
    struct tree tree = {0};
    assert_int_equal(system(command), 0);
    assert_int_equal(tree_load(run, &tree, &why), 0);
    autofile FILE *file = fopen(out, "re");
    assert_non_null(file);
    autofree char *line = NULL;
    autostream struct stream stream;
    size_t room = 0, lines = 0;
    stream_begin(&stream, &tree);
    for (; getline(&line, &room, file) > 0; lines++) {
        uint64_t frames[100];
        const struct stack *stack = next_stack(&stream);
        assert_non_null(stack);
        compare(stack, frames, parse(line, frames, 100));
    }
    assert_int_equal(lines, 7);
    tree_free(&tree);
}

int main(void)
{
    const struct CMUnitTest tests[] = {scratch_test(stacks_are_those_of_libunwind)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
