/*
 * The trace reader on bytes of any kind.  With libFuzzer: the usual entry.  Without (ctest): a
 * sound trace, damaged in a few thousand reproducible ways.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "calls.h"
#include "events.h"
#include "explain.h"
#include "join.h"
#include "tree.h"
#include "util.h"

static char directory[] = "/tmp/fuzz-reader-XXXXXX";

static void write_file(const char *name, const void *data, size_t size)
{
    autofree char *path = xasprintf("%s/%s", directory, name);
    autoclose int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
}

static void remove_files(void)
{
    autofree char *trace = xasprintf("%s/" RUN_TRACE, directory);
    autofree char *shared = xasprintf("%s/" RUN_SHARED, directory);
    unlink(trace);
    unlink(shared);
    rmdir(directory);
}

static void prepare(void)
{
    static char counters[offsetof(struct run_shared, ordinal)];
    static int done;
    if (done++)
        return;
    if (!mkdtemp(directory))
        abort();
    atexit(remove_files);
    write_file(RUN_SHARED, counters, sizeof counters);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tree tree;
    char *why = NULL;
    prepare();
    write_file(RUN_TRACE, data, size);
    if (tree_load(directory, &tree, &why) == 0) {
        struct join join;
        autostream struct stream stream;
        struct event event;
        join_runs(&tree, &tree, NULL, NULL, &join);
        if (join.both != tree.event_count || join.changed || join.only_a || join.only_b)
            abort();
        stream_begin(&stream, &tree);
        while (stream_next(&stream, &event))
            free(explain_value(&event));
        join_free(&join);
        tree_free(&tree);
    }
    free(why);
    return 0;
}

#ifndef LIBFUZZER

/* Appends a record to the chunk at *at. */
static void add(char *trace, size_t *at, void *record, size_t size, uint8_t type, uint32_t arg)
{
    struct trace_record *head = record;
    size_t whole = (size + 7) & ~(size_t)7;
    *head = (struct trace_record){type, 0, (uint16_t)(whole / 8), arg};
    memcpy(trace + *at, record, size);
    *at += whole;
}

/* Of every fifth call. */
#define EVENTS 74

static size_t sound_trace(char *trace)
{
    struct trace_header header = {
        TRACE_MAGIC, TRACE_VERSION, TRACE_OLDEST_READER, TRACE_CHUNK, {0}};
    struct trace_chunk chunk = {TRACE_CHUNK_MAGIC, 1, 0};
    struct {
        struct trace_process fixed;
        char text[24];
    } process = {.fixed = {.process = 5, .pid = 7}, .text = "/bin/a\0/\0a\0b"};
    union {
        struct trace_stack fixed;
        char room[sizeof(struct trace_stack) + 3 * sizeof(uint64_t)];
    } stack = {.fixed = {.site = 9}};
    for (uint64_t i = 0; i < 3; i++)
        stack.fixed.pc[i] = 0x1000 * (i + 1);
    struct {
        struct trace_event fixed;
        char detail[8];
    } event = {.fixed = {.call = 1, .mode = MODE_RECORD, .detail = 8, .value = 1700000000}};
    struct trace_brief brief = {TRACE_BRIEF, MODE_RECORD, 1, 1, 1700000001};
    struct {
        struct trace_record fixed;
        char text[24];
    } text = {.text = "/bin/static\0static\0-x"};
    size_t at = TRACE_CHUNK;
    memcpy(trace, &header, sizeof header);
    memcpy(trace + at, &chunk, sizeof chunk);
    at += sizeof chunk;
    add(trace, &at, &process, sizeof process, TRACE_PROCESS, 2);
    add(trace, &at, &stack, sizeof stack, TRACE_STACK, 1);
    for (uint16_t i = 0; i < EVENTS; i++) {
        event.fixed.call = (uint16_t)(1 + 5 * i);
        add(trace, &at, &event, sizeof event, TRACE_EVENT, 1);
    }
    memcpy(trace + at, &brief, sizeof brief);
    at += sizeof brief;
    add(trace, &at, &text, sizeof text, TRACE_ESCAPE, ESCAPE_STATIC);
    return 2 * TRACE_CHUNK;
}

static void check_sound(const char *trace, size_t size)
{
    struct tree tree;
    char *why = NULL;
    LLVMFuzzerTestOneInput((const uint8_t *)trace, size);
    if (tree_load(directory, &tree, &why) != 0 || tree.process_count != 1 ||
        tree.event_count != EVENTS + 1 || tree.escape_count != 1 ||
        strcmp(tree.escapes[0].command, "/bin/static -x") != 0)
        abort();
    tree_free(&tree);
}

int main(void)
{
    static char sound[2 * TRACE_CHUNK], damaged[2 * TRACE_CHUNK];
    size_t size = sound_trace(sound);
    check_sound(sound, size);
    srand(1);
    for (int round = 0; round < 4000; round++) {
        memcpy(damaged, sound, size);
        for (int i = rand() % 20; i >= 0; i--)
            damaged[TRACE_CHUNK + rand() % 3200] = (char)rand();
        size_t cut = round % 4 ? size : (size_t)rand() % size;
        LLVMFuzzerTestOneInput((const uint8_t *)damaged, cut);
    }
    puts("4000 damaged traces read");
    return 0;
}

#endif
