/*
 * The trace file: what all process images of a run did.  Written by the library inside the
 * programs, read by the analyzer; docs/trace-format.md tells the same in prose.
 *
 * A file is a header chunk followed by chunks of TRACE_CHUNK bytes.  A chunk belongs to one thread
 * of one image and holds records back to back; a record is committed by storing its first eight
 * bytes last, so a process killed at any instruction leaves a readable file: where the first word
 * of a record is zero the record was never finished.  Little-endian, no pointers, fields only ever
 * added.
 */
#ifndef PARIBUS_ABI_TRACE_H
#define PARIBUS_ABI_TRACE_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define TRACE_MAGIC         0x4352544952415001ULL /* "\1PARITRC", little-endian */
#define TRACE_VERSION       3
#define TRACE_OLDEST_READER 3
#define TRACE_CHUNK         8192u
#define TRACE_MAX_FRAMES    48u

/* At offset 0; the rest of the first chunk is unused. */
struct trace_header {
    uint64_t magic;
    uint16_t version;
    uint16_t oldest_reader; /* oldest TRACE_VERSION whose reader copes with this file */
    uint32_t chunk_size;
    uint64_t reserved[6];
};
static_assert(sizeof(struct trace_header) == 64, "trace_header is part of the format");

/* At the start of every other chunk.  A chunk without the magic was handed out and never used. */
struct trace_chunk {
    uint32_t magic;
    uint32_t image;  /* number of the image among those of the run, from 1 */
    uint64_t thread; /* identity of the thread across runs; 0: the first thread */
};
#define TRACE_CHUNK_MAGIC 0x4b4e4843u /* "CHNK" */
static_assert(sizeof(struct trace_chunk) == 16, "trace_chunk is part of the format");

enum trace_type {
    TRACE_NONE = 0, /* not committed; the chunk ends here unless a later record is found */
    TRACE_PENDING,  /* space taken, never committed: skip `words` */
    TRACE_PROCESS,  /* struct trace_process */
    TRACE_EVENT,    /* struct trace_event */
    TRACE_STACK,    /* struct trace_stack */
    TRACE_MODULE,   /* struct trace_module */
    TRACE_EXEC,     /* struct trace_text: argv of an exec about to be tried */
    TRACE_ESCAPE,   /* struct trace_text: a program about to run uncovered; arg: enum escape_kind */
    TRACE_FILE,     /* struct trace_text: a path opened, and where it is relative the directory it
                       starts at; arg: flags of open(2) */
    TRACE_EXIT,     /* kept free: never written; how an image ended says struct run_clock */
    TRACE_CHANGE,   /* struct trace_text: a path changed by name, as above; arg: enum change_kind */
    TRACE_STREAMS,  /* struct trace_text: what descriptors 0, 1 and 2 are at the start, as
                       /proc/self/fd shows it; "" for a closed one */
    TRACE_GIVEN,    /* struct trace_text: variables of the next exec that are new or changed; arg:
                       the process id of the vforked child that does it, 0: the image itself */
    TRACE_BRIEF,    /* struct trace_brief */
    TRACE_TYPES
};

enum change_kind {
    CHANGE_MADE = 1, /* there now, or its attributes or length are others */
    CHANGE_GONE,     /* not there any more under that name */
    CHANGE_MOVED,    /* there now, it had another name; with all that is below it */
};

/* Common head of every record; `words` counts eight-byte units, head included; but see trace_brief.
 */
struct trace_record {
    uint8_t type;
    uint8_t flags; /* TRACE_TRUNCATED, TRACE_WITHDRAWN */
    uint16_t words;
    uint32_t arg;
};
#define TRACE_TRUNCATED 1 /* a text or list was cut to fit */
#define TRACE_WITHDRAWN 2 /* pending again: what was told did not happen (an exec that failed) */
static_assert(sizeof(struct trace_record) == 8, "trace_record is part of the format");

/*
 * The image itself: its first record.  Followed by exe, cwd and argv[0..argc), each NUL-terminated.
 * The identities are derived as run.h says.
 */
struct trace_process {
    struct trace_record head; /* arg: argc */
    uint64_t process;         /* identity of this image across runs */
    uint64_t parent;          /* identity of the image that created it; 0 for the first */
    uint64_t base;            /* identity the image's own was derived from */
    uint64_t pid_unit;        /* the unit its process id was chosen by, see run.h; 0: not chosen */
    int32_t pid;              /* as the process itself sees it */
    int32_t parent_pid;
    uint32_t ordinal; /* nth among siblings of the same base and arguments */
    uint32_t kind;    /* enum image_kind */
};
static_assert(sizeof(struct trace_process) == 56, "trace_process is part of the format");

enum image_kind {
    IMAGE_EXEC = 0, /* began with exec */
    IMAGE_FORK =
        1, /* a forked child that goes on with its parent's program; argv is the parent's */
};

/* One execution of an interposed call.  Followed by `detail` bytes: the name, path or bytes read.
 */
struct trace_event {
    struct trace_record head; /* arg: id of the stack that asked, 0: none captured */
    uint16_t call;            /* number in calls.def */
    uint8_t mode;             /* enum mode this event was answered in */
    uint8_t error;            /* errno of a failed call, 0: none */
    uint32_t detail;          /* bytes of detail that follow */
    uint64_t value;           /* as the call's codec says, see calls.def */
};
static_assert(sizeof(struct trace_event) == 24, "trace_event is part of the format");

/* An event without error and detail, as most are: two words long, and its head says the rest. */
struct trace_brief {
    uint8_t type; /* TRACE_BRIEF */
    uint8_t mode;
    uint16_t call;
    uint32_t stack;
    uint64_t value;
};
static_assert(sizeof(struct trace_brief) == 16, "trace_brief is part of the format");

/* How long a committed or pending record is. */
static inline size_t trace_size(const struct trace_record *record)
{
    return record->type == TRACE_BRIEF ? sizeof(struct trace_brief) : (size_t)record->words * 8;
}

/* A call stack, written once per image, innermost first, starting outside our library. */
struct trace_stack {
    struct trace_record head; /* arg: stack id, unique within the file, not 0 */
    uint64_t site;            /* identity of the call site across runs, see run.h */
    uint64_t pc[];            /* return addresses, as in the memory of the process */
};
static_assert(sizeof(struct trace_stack) == 16, "trace_stack is part of the format");

/* A loaded object some stack points into.  Followed by its path, NUL-terminated. */
struct trace_module {
    struct trace_record head; /* arg: bytes of build_id in use */
    uint64_t start;           /* first and one-past-last address of the mapping */
    uint64_t end;
    uint64_t bias; /* address minus the object's own virtual address */
    uint8_t build_id[24];
};
static_assert(sizeof(struct trace_module) == 56, "trace_module is part of the format");

/* NUL-terminated strings, back to back, to the end of the record (zero padded). */
struct trace_text {
    struct trace_record head;
};

#endif
