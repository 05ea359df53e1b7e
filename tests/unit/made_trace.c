#include "made_trace.h"
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>
#include "run.h"
#include "util.h"

static void write_chunk(struct made_trace *made, unsigned thread)
{
    size_t wrote = fwrite(made->chunk[thread].bytes, TRACE_CHUNK, 1, made->file);
    assert_int_equal(wrote, 1);
    made->chunk[thread].used = 0;
}

static void *reserve(struct made_trace *made, unsigned thread, size_t size, uint8_t type,
                     uint32_t arg)
{
    if (made->chunk[thread].used + size > TRACE_CHUNK)
        write_chunk(made, thread);
    if (made->chunk[thread].used == 0) {
        struct trace_chunk head = {TRACE_CHUNK_MAGIC, 1, thread};
        memset(made->chunk[thread].bytes, 0, TRACE_CHUNK);
        memcpy(made->chunk[thread].bytes, &head, sizeof head);
        made->chunk[thread].used = sizeof head;
    }
    struct trace_record *record = (void *)(made->chunk[thread].bytes + made->chunk[thread].used);
    *record = (struct trace_record){.type = type, .words = (uint16_t)(size / 8), .arg = arg};
    made->chunk[thread].used += size;
    return record;
}

static void write_counters(const char *directory)
{
    static const char zeros[sizeof(struct run_shared)];
    autofree char *path = xasprintf("%s/" RUN_SHARED, directory);
    autofile FILE *file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(zeros, offsetof(struct run_shared, ordinal), 1, file), 1);
}

void made_begin(struct made_trace *made, const char *directory)
{
    static const char text[16] = "/bin/a\0/\0a";
    struct trace_header header = {
        TRACE_MAGIC, TRACE_VERSION, TRACE_OLDEST_READER, TRACE_CHUNK, {0}};
    autofree char *path = xasprintf("%s/" RUN_TRACE, directory);
    memset(made, 0, sizeof *made);
    mkdir(directory, 0700);
    write_counters(directory);
    made->file = fopen(path, "we");
    assert_non_null(made->file);
    memcpy(made->chunk[0].bytes, &header, sizeof header);
    write_chunk(made, 0);
    struct trace_process *process =
        reserve(made, 0, sizeof *process + sizeof text, TRACE_PROCESS, 1);
    process->process = 5;
    process->pid = 7;
    memcpy(process + 1, text, sizeof text);
    for (uint32_t i = 1; i <= MADE_STACKS; i++) {
        struct trace_stack *stack = reserve(made, 0, sizeof *stack + 8, TRACE_STACK, i);
        stack->site = 100 + i;
        stack->pc[0] = 0x1000ull * i;
    }
}

void made_event(struct made_trace *made, unsigned thread, uint16_t call, uint32_t stack,
                uint64_t value)
{
    if (value & 1) {
        struct trace_brief *brief = reserve(made, thread, sizeof *brief, TRACE_BRIEF, stack);
        *brief = (struct trace_brief){TRACE_BRIEF, MODE_RECORD, call, stack, value};
        return;
    }
    struct trace_event *event = reserve(made, thread, sizeof *event, TRACE_EVENT, stack);
    event->call = call;
    event->mode = MODE_RECORD;
    event->value = value;
}

void made_end(struct made_trace *made)
{
    for (unsigned i = 0; i < MADE_THREADS; i++) {
        if (made->chunk[i].used)
            write_chunk(made, i);
    }
    fclose(made->file);
}
