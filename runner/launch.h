/*
 * Starts one process tree in the surroundings asked for, serves it random streams while it runs,
 * and waits for the end of it.  Knows namespaces, mounts, descriptors, signals; knows nothing of
 * traces, modes or reports.
 */
#ifndef PARIBUS_LAUNCH_H
#define PARIBUS_LAUNCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What the surroundings should be; each is granted or not, see launch_result. */
enum {
    LAUNCH_PIDS = 1,        /* own pid namespace, /proc to match, right to choose ids */
    LAUNCH_OVERLAY = 2,     /* the tree (and /tmp) seen through an overlay */
    LAUNCH_NO_ASLR = 4,     /* personality(ADDR_NO_RANDOMIZE) */
    LAUNCH_SCENERY = 8,     /* files of the machine covered by ours */
    LAUNCH_NAMES = 16,      /* host and domain name of its own */
    LAUNCH_USER = 32,       /* the caller appears as LAUNCH_VARIED_USER */
    LAUNCH_STAGE = 64,      /* an empty directory, `stage`, becomes a place for other directories */
    LAUNCH_NO_NET = 128,    /* no network but loopback */
    LAUNCH_LIMITS = 256,    /* `limits` in force */
    LAUNCH_MASK = 512,      /* `mask` as file mode creation mask, umask(2) */
    LAUNCH_AUDIT = 2048,    /* system calls behind libc are counted, into `audit` */
    LAUNCH_TERMINAL = 1024, /* standard output, error and an input that is none are terminals */
};
#define LAUNCH_VARIED_USER 4242u

/* A file that is seen at `path`. */
struct scene {
    char *file;
    const char *path;
};

/* setrlimit(2), as far as the hard limits allow. */
struct launch_limit {
    int resource;
    uint64_t soft, hard;
};

struct launch {
    char *const *argv;
    char *const *envp;
    const char *cwd;     /* where the command starts; NULL: here */
    const char *audit;   /* LAUNCH_AUDIT: the file to be written */
    const char *entropy; /* path of the socket to serve random streams on; NULL: none */
    unsigned want;
    pid_t first_pid;       /* id of the command itself under LAUNCH_PIDS; 0: any */
    const char *tree;      /* LAUNCH_OVERLAY: mounted over; its own content is the lower layer */
    const char *upper;     /* existing empty directory that receives the changes */
    const char *work;      /* existing empty directory on the same file system */
    const char *tmp_upper; /* the same for /tmp; NULL: /tmp as it is */
    const char *tmp_work;
    const char *kept;        /* a directory that no overlay may hide; NULL: none */
    const char *capture_out; /* file that receives stdout; NULL: inherited */
    const char *capture_err;
    const struct scene *scenes; /* LAUNCH_SCENERY */
    size_t scene_count;
    const char *nodename, *domainname; /* LAUNCH_NAMES */
    const char *stage;                 /* LAUNCH_STAGE */
    const char *home, *shown_home;     /* the second, below `stage`, is the first; may be NULL */
    const char *elsewhere;             /* below `stage`: the tree as well, the command starts there;
                                          may be NULL */
    const struct launch_limit *limits; /* LAUNCH_LIMITS */
    size_t limit_count;
    unsigned mask;                /* LAUNCH_MASK */
    void (*arranged)(void *data); /* called in the command's surroundings, before it starts */
    void *arranged_data;
    bool tee;                 /* captured streams are also passed on to ours, as they come */
    bool no_stdin;            /* /dev/null instead of ours */
    bool give_up;             /* a signal from the user ends the whole tree at once */
    double timeout;           /* seconds, then the tree is killed; 0: none */
    double linger;            /* seconds that processes left behind may go on after the command */
    void (*tick)(void *data); /* called meanwhile, once in a RUN_BEAT at least; may be NULL */
    void *tick_data;
};

struct launch_result {
    int status;         /* as waitpid reports it for the command */
    int error;          /* negative errno when the command could not be started; 0 */
    const char *failed; /* what failed then: "exec", "overlay", ... */
    unsigned granted;   /* of `want` */
    int interrupted;    /* signal the user sent us meanwhile (the command got it too); 0 */
    bool timed_out;
    unsigned left_behind; /* processes killed after `linger` */
    double seconds;       /* wall clock, until the command itself ended */
    uint64_t streams;     /* random streams served */
};

/* Which of LAUNCH_* this machine allows us; tried once in a child, cached. */
unsigned launch_allowed(void);

/* Returns 0 when the command ran (whatever its status), else result->error. */
int launch_run(const struct launch *launch, struct launch_result *result);

#endif
