/*
 * A whole run read back: its processes as a tree, their stacks and modules, and what events there
 * are; events.h reads these.  Knows the run directory and the trace records; knows nothing of
 * outputs or causes.
 * Everything is in an order that is the same in every run of the same program, where the program
 * allows it: processes by their path in the tree, events by thread and then as they happened.
 * Memory grows with processes, threads and call sites, not with events.
 */
#ifndef PARIBUS_TREE_H
#define PARIBUS_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "keyed.h"
#include "run.h"
#include "trace.h"

struct event {
    uint32_t process; /* index into tree.processes */
    uint16_t call;
    uint8_t mode;
    uint8_t error;
    uint32_t stack; /* index into the process's stacks, UINT32_MAX: none */
    uint32_t nth;   /* nth execution of this call at this site by this thread, from 1 */
    uint64_t thread;
    uint64_t site;
    uint64_t value;
    const char *detail;
    uint32_t detail_length;
    uint32_t spot;  /* index into tree.spots */
    uint64_t order; /* its place among all events of the run, from 0 */
};

/* All executions of one call at one call site by one thread. */
struct spot {
    uint32_t process, stack;
    uint16_t call;
    uint64_t thread, site;
    uint64_t unit; /* see event_unit */
    uint64_t count;
};

/* A stretch of the trace that one thread of one image filled. */
struct extent {
    uint32_t process;
    uint32_t chunk, chunks;
    uint64_t thread;
};

/* One thread of one process: its extents, and where its events stand among all. */
struct lane {
    uint32_t process;
    uint64_t thread;
    size_t extent, extents;
    uint64_t first, count;
};

struct stack {
    uint32_t id;
    uint64_t site;
    const uint64_t *pc;
    uint32_t count;
};

struct module {
    uint64_t start, end, bias;
    const uint8_t *build_id;
    uint32_t build_id_length;
    const char *path;
};

struct escape {
    uint32_t process; /* who started it */
    enum escape_kind kind;
    char *command; /* what was started, as words */
};

/* A file opened for writing, or for reading only, by the name the process used. */
struct written {
    uint32_t process;
    bool inherited; /* somebody else opened it, it is a stream of the process */
    const char *path;
};

/* A file made, opened for writing, moved or removed; path NULL: it was too long to be told. */
struct change {
    uint32_t process;
    enum change_kind kind; /* 0: opened for writing */
    const char *path;
    const char *directory; /* where a relative path starts */
};

/* A variable, "NAME=value", that a process gave to a program and had not been given itself. */
struct handed {
    uint32_t process;
    int32_t child; /* id of the vforked child that did it before it was a program; 0: none */
    const char *variable;
};

/* System calls from one place of a program that libc did not make: see RUN_AUDIT. */
struct raw_call {
    char *call, *module, *program;
    uint64_t count, offset; /* in the module's file; 0 with a connection to the network */
};

struct process {
    uint64_t id, parent, pid_unit;
    int32_t pid;
    int32_t status;        /* as waitpid(2) told it; -1: nobody waited for it */
    int64_t slept;         /* where its clock stood then, but for readings */
    const char *stream[3]; /* what it began with, as /proc/self/fd shows it; NULL: not known */
    uint32_t ordinal;
    bool forked;
    const char *exe, *cwd;
    const char **argv; /* NULL-terminated */
    char *path;        /* "make > sh > date", from the first process down */
    char *order;       /* what processes are sorted by */
    int64_t creator;   /* index into tree.processes, -1: the first, or its creator is not known */
    struct stack *stacks;
    size_t stack_count;
    struct module *modules;
    size_t module_count;
};

struct tree {
    struct process *processes;
    size_t process_count;
    struct lane *lanes; /* by process and thread */
    size_t lane_count;
    struct extent *extents; /* by process and thread, then as in the trace */
    size_t extent_count;
    struct spot *spots; /* by their first event */
    size_t spot_count;
    uint64_t event_count;
    struct index *index; /* of events.c */
    struct escape *escapes;
    size_t escape_count;
    struct written *files;
    size_t file_count;
    struct keyed names;     /* the files by nearness_key() */
    struct keyed images;    /* the processes by who they are to nearness.c */
    struct near *near;      /* of nearness.c */
    struct change *changes; /* in no order */
    size_t change_count;
    struct written *reads;
    size_t read_count;
    struct handed *handed;
    size_t handed_count;
    struct raw_call *raw; /* in a fixed order */
    size_t raw_count;
    bool audited;
    uint64_t torn;
    struct run_shared *counters; /* only the counters, not the tables */
    struct reader *reader;
};

/* Only the counters of the run in DIR, to be freed; 0 or a negative errno. */
int counters_load(const char *directory, struct run_shared **counters);

/* Reads DIR; 0, or a negative errno with *why when this is no run at all. */
int tree_load(const char *directory, struct tree *tree, char **why);
void tree_free(struct tree *tree);

const struct process *tree_process(const struct tree *tree, const struct event *event);

/* What can be freed or held alone: see abi/run.h. */
uint64_t event_unit(const struct tree *tree, const struct event *event);

/* The module of a process that holds `pc`; NULL: none, generated code. */
const struct module *process_module(const struct process *process, uint64_t pc);

#endif
