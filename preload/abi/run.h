/*
 * The run directory and what the runner and the library tell each other through it.
 *
 *   DIR/libc.so.6 a copy of libc whose code is patched already, see struct run_code
 *   DIR/shared    struct run_shared, mapped by every process: what the runner asked for, counters,
 *                 ordinals, clocks
 *   DIR/trace     what all process images did, see trace.h
 *   DIR/audit     of an audited run: system calls behind libc, see audit.h of the runner
 *   DIR/entropy   socket of the runner's random streams, see struct entropy_request
 *   DIR/stand-in  in a partial run: what is executed in the place of a spared image, with the image
 *                 in hex as its argument
 *
 * Two environment variables carry the library through exec and are hidden from the program:
 * LD_PRELOAD (ours first) and PARIBUS_RUN, "<base>.<pid unit>.<zeros>[t]:<absolute path of DIR>",
 * both in hex; t: a debugger traces the program; as many zeros as make all environments of a series
 * equally long, and an empty PARIBUS_RUN more where their numbers of variables are not even or odd
 * together, so that the stack begins at the same place in all of them.
 *
 * Identities, equal across runs and independent of scheduling where the program is:
 *   image   hash_mix(base, arguments, ordinal)   base: the image that forked us, or, when a program
 *           replaces itself, that program; arguments: run_hash_argument over argv; ordinal:
 *           how many siblings with the same base and arguments came before
 *   fork    hash_mix(image, thread, nth fork of that thread)
 *   thread  0 for the first; hash_mix(creator's thread, nth creation by it, 0) for the others
 *   site    hash over (module name, offset) of the frames, outside our library
 *   unit    hash_mix(process, call, site): what can be freed or held alone
 *   env     hash_mix(UNIT_ENV, hash of the name, 0)       a variable, freed by the runner
 *   source  hash_mix(UNIT_SOURCE, source number, 0)       a source as a whole, or what the runner
 *           arranges of it (files, ids, limits)
 *   pid     hash_mix(UNIT_PID, creator's image, key)      one process or thread id to be chosen;
 * key: the fork identity, for posix_spawn the arguments and the ordinal among such, of a thread
 *      hash_mix(thread, UNIT_PID, 1)
 */
#ifndef PARIBUS_ABI_RUN_H
#define PARIBUS_ABI_RUN_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include "hash.h"

#define RUN_ENV         "PARIBUS_RUN"
#define RUN_SHARED      "shared"
#define RUN_TRACE       "trace"
#define RUN_ENTROPY     "entropy"
#define RUN_CODE        "libc.so.6"
#define RUN_STAND_IN    "stand-in"
#define RUN_AUDIT       "audit"
#define RUN_OWN_CALL    0x50524942u /* sixth argument of system calls of our own that need none */
#define RUN_MAGIC       0x4e55525349524150ULL /* "PARISRUN" */
#define RUN_VERSION     6
#define RUN_MAX_SOURCES 32
#define RUN_ORDINALS    65536u /* slots of the ordinal table, a power of two */
#define RUN_CLOCKS      65536u /* clocks, one per pid; pids are chosen below this */
#define RUN_DEVICES     4u
#define RUN_BEAT        100  /* milliseconds */
#define RUN_PLAIN       128u /* slots of the table of plain programs, a power of two */

#define UNIT_ENV    0x656e76ULL
#define UNIT_SOURCE 0x736f75726365ULL
#define UNIT_PID    0x706964ULL

enum source {
#define SOURCE(number, name, freed, vary, what, pinned) SOURCE_##name = number,
#include "sources.def"
#undef SOURCE
    SOURCE_COUNT
};

enum mode {
    MODE_OFF = 0,    /* untouched, unrecorded */
    MODE_RECORD = 1, /* the real value, written down */
    MODE_PIN = 2,    /* the same value in every run */
    MODE_VARY = 3,   /* a different value on purpose, unique per event: a dye */
    MODE_COUNT
};

enum clock_kind {
    CLOCK_TICK = 0, /* starts at `clock_start` and ticks `clock_tick` per reading */
    CLOCK_RUN = 1,  /* the real clock plus `clock_offset`, at `clock_rate` since the start */
};

enum escape_kind {
    ESCAPE_STATIC = 1, /* no dynamic loader: LD_PRELOAD has no effect */
    ESCAPE_SETUID,     /* setuid, setgid or file capabilities: the loader ignores us */
    ESCAPE_CLASS,      /* an ELF of another class or machine, whose loader would complain of us */
    ESCAPE_UNKNOWN,    /* not readable or not recognised, run all the same */
    ESCAPE_CONFINED,   /* started under a filter that would kill for our calls: seccomp(2) */
    ESCAPE_UNREACHED,  /* the library or the run directory is not there: chroot(2), another user */
    ESCAPE_ROOM,       /* no room for our variables beside so long arguments: execve(2) */
    ESCAPE_NESTED,     /* a run within the run: what it starts is its own business */
};

/* An ELF note that only the runner carries: it is never interposed itself. */
#define RUN_NOTE_NAME "paribus"
#define RUN_NOTE_TYPE 1u

#define RUN_FLAG_TRACE   1u   /* keep traces */
#define RUN_FLAG_STACKS  2u   /* capture call stacks */
#define RUN_FLAG_PIDS    4u   /* the tree lives in its own pid namespace and may choose ids */
#define RUN_FLAG_NOPATCH 8u   /* attach by symbol only, do not patch code */
#define RUN_FLAG_FILES   16u  /* write down which files are opened for writing */
#define RUN_FLAG_SKIP    32u  /* sleeps end at once, only the clock moves on */
#define RUN_FLAG_TSC     64u  /* the processor's time stamp counter is answered from the clock */
#define RUN_FLAG_WALL    128u /* only clocks of dates are moved, not those of uptime */
#define RUN_FLAG_UTIME   256u /* times a program sets on files are real ones */
#define RUN_FLAG_FLOW    512u /* write down through what values may pass between processes */

#define RUN_RATE_ONE (1LL << 32) /* rates are binary fractions of 32 bits; 0: it stands still */

/* What a program can learn of the machine: uname(2), sysinfo(2).  Strings end with NUL. */
struct run_machine {
    char nodename[65], domainname[65], release[65], version[65];
    char reserved[4];
    uint32_t hostid;
    uint32_t cpus;
    uint64_t memory; /* bytes, half of it free */
};
static_assert(sizeof(struct run_machine) == 280, "layout");

#define RUN_CODE_ROWS  128u        /* at most so many functions are patched: patches.h */
#define RUN_CODE_SLOTS 0x20000000u /* so far below the code lie the wrappers' addresses */

/*
 * DIR/libc.so.6: libc's own file, but that at the beginning of each function of `patched` stands a
 * jump through the slot of that number: an eight byte address in the page RUN_CODE_SLOTS below the
 * code.  A process whose libc is that file, and which wants just those functions, maps the code
 * over its own: one mapping in place of a copy of each page it would have to write to.
 */
struct run_code {
    uint8_t build_id[24]; /* of libc: which one the copy is of */
    uint32_t build_id_size;
    uint32_t reserved;
    uint64_t address; /* of the executable segment, from where libc is loaded; whole pages */
    uint64_t size;    /* 0: there is no copy */
    uint64_t offset;  /* in the file */
    uint64_t patched[RUN_CODE_ROWS / 64];
};

/* Written once by the runner before the start, only read since.  Times in nanoseconds since the
 * epoch. */
struct run_config {
    uint64_t magic;
    uint32_t version;
    uint32_t size;       /* sizeof(struct run_config) */
    uint32_t flags;      /* RUN_FLAG_* */
    uint32_t clock_kind; /* enum clock_kind */
    int64_t clock_start;
    int64_t clock_offset;
    int64_t clock_tick;
    int64_t file_epoch;  /* real time at which the first run began: files older were there before */
    uint64_t seed;       /* of the pinned streams */
    uint64_t vary_seed;  /* of the varied ones */
    uint64_t secret_key; /* key of the hash that stands for a secret value */
    uint32_t pid_max;    /* ids are chosen below this */
    uint32_t units;      /* how many units are chosen */
    int64_t clock_rate;  /* virtual time that passes in a real second, in RUN_RATE_ONE */
    int64_t clock_pace;  /* the inverse: real time that a virtual second takes */
    int64_t clock_mono;  /* real monotonic clock when the run began */
    uint32_t filler;     /* zeros in PARIBUS_RUN */
    uint32_t blanks;     /* empty variables of that name after the first */
    uint32_t spared;     /* how many images are spared */
    uint32_t reserved;
    uint64_t terminal; /* device number of the terminal the tree was started on, 0: none */
    struct run_code code;
    struct run_machine machine[2];   /* pinned, varied */
    uint8_t mode[RUN_MAX_SOURCES];   /* enum mode of a source */
    uint8_t chosen[RUN_MAX_SOURCES]; /* enum mode of a chosen unit of that source */
    char library[512];               /* absolute path of libparibus.so */
    char tmpdir[256];                /* directory whose file names do not count in an identity */
    char follow[256];                /* file whose time of change is the wall clock's; "": none */
};
static_assert(offsetof(struct run_config, mode) == 768, "layout");
static_assert(sizeof(struct run_config) == 1856, "run_config is part of the contract");

struct run_ordinal {
    uint64_t key;
    uint64_t count;
};

#define RUN_ENDED (1u << 31)

/*
 * The virtual clock of one process.  A child starts from its parent's.  A wait catches up with what
 * the child slept, but not with its readings: in which order children are waited for is the
 * scheduler's doing.
 */
struct run_clock {
    int64_t elapsed;  /* nanoseconds it has moved on by readings and by creating children */
    int64_t slept;    /* nanoseconds it has moved on by sleeps and waits */
    int64_t readings; /* varied readings */
    uint32_t ended;   /* RUN_ENDED + its status as waitpid(2) told it, once it was waited for */
    int32_t creator;  /* process id of who set it up: of a child that did nothing nobody did */
};

/* A number given to a file: see inode.h of the library. */
struct run_inode {
    uint64_t key; /* 0: free */
    uint64_t number;
    int64_t birth;
    uint64_t reserved;
};

/* When a file was written, in the order of the run: see stamp.h of the library. */
struct run_stamp {
    uint64_t file;    /* device and inode; 0: free */
    uint64_t seen;    /* 24 bits stamp, 10 changes, 1 given, 29 print of the real time; 0: never */
    uint64_t pending; /* the stamp to show when it has changed; bit 32: given */
    int64_t altered;  /* when its owner or mode was last changed, on the virtual clock; 0: never */
};

/*
 * The tables that may become large consist of levels, each twice as large as the one before, and
 * get their space on disk level by level: what a run takes is what it needs.
 */
#define RUN_LEVEL 4096u /* slots of the first level */
enum run_table { RUN_INODE, RUN_STAMP, RUN_STAMPED, RUN_TABLES };
#define RUN_INODE_LEVELS 8u
#define RUN_STAMP_LEVELS 7u
#define RUN_SLOTS(levels)                                                                          \
    (RUN_LEVEL * ((1u << (levels)) - 1)) /* of so many levels from the first on */

/*
 * Zero at the start but for what the runner says.  The counters and tables are only touched with
 * atomic operations. `clock` is indexed by pid.
 */
struct run_shared {
    uint64_t magic;
    uint64_t images;         /* process images covered; also the number of the latest */
    uint64_t escapes;        /* programs started that we cannot enter */
    uint64_t early;          /* calls that came before the library was ready */
    uint64_t dropped;        /* records for which the trace had no room */
    uint64_t refused;        /* entry patches refused */
    uint64_t untraced;       /* images that found no room in the trace for their own record */
    uint64_t pid_missed;     /* processes whose id the kernel did not grant */
    uint64_t entropy_missed; /* random streams the runner could not serve */
    uint64_t pid_lock;       /* pid of the process that is choosing an id, 0: free */
    uint64_t unsorted;       /* directories too large or odd to be ordered */
    uint64_t execs;     /* execs of programs we can enter: as many images should have reported */
    uint64_t entered;   /* images that began with exec and reported */
    uint64_t trace_end; /* bytes of the trace handed out to images */
    uint64_t trace_allocated;     /* bytes of it that have space on disk */
    uint64_t unnumbered;          /* files for which the table of inode numbers had no room */
    uint64_t device[RUN_DEVICES]; /* st_dev of what the runner mounted for this run; 0: none */
    uint64_t stamps;              /* how many stamps were given out */
    uint64_t threads;             /* made in all */
    uint64_t pipes;               /* st_dev of pipes */
    uint64_t null[2];             /* st_dev and st_ino of /dev/null */
    uint64_t leaps;               /* of clocks that were worked against: clock.c */
    uint64_t levels[RUN_TABLES];  /* of the tables, that have space on disk */
    uint64_t reserved[35];
    struct run_config config;  /* in the page of the counters, which every process touches */
    uint64_t plain[RUN_PLAIN]; /* files that may be executed and are entered: see exec_target.c */
    uint64_t beat; /* RUN_BEAT of real time since the start, written by the runner alone */
    uint64_t unused[447 - RUN_PLAIN - sizeof(struct run_config) / 8];
    struct run_ordinal ordinal[RUN_ORDINALS];
    struct run_clock clock[RUN_CLOCKS];
    struct run_inode inode[RUN_SLOTS(RUN_INODE_LEVELS)];
    struct run_stamp stamp[RUN_SLOTS(RUN_STAMP_LEVELS)];
    int64_t stamped[RUN_SLOTS(RUN_STAMP_LEVELS)]; /* by stamp: the real time it last stood for */
    uint64_t unit[]; /* chosen units, ascending; then spared images, ascending */
};
static_assert(offsetof(struct run_shared, config) == 512, "layout");
static_assert(offsetof(struct run_shared, ordinal) == 4096, "layout");

/* Where the space of a level lies in the file. */
struct run_extent {
    size_t from, to;
};

static inline struct run_extent run_level(enum run_table table, unsigned level)
{
    const size_t start[RUN_TABLES] = {offsetof(struct run_shared, inode),
                                      offsetof(struct run_shared, stamp),
                                      offsetof(struct run_shared, stamped)};
    const size_t slot[RUN_TABLES] = {sizeof(struct run_inode), sizeof(struct run_stamp),
                                     sizeof(int64_t)};
    return (struct run_extent){start[table] + RUN_SLOTS(level) * slot[table],
                               start[table] + RUN_SLOTS(level + 1) * slot[table]};
}

static inline unsigned run_levels(enum run_table table)
{
    return table == RUN_INODE ? RUN_INODE_LEVELS : RUN_STAMP_LEVELS;
}

/*
 * Sent on the entropy socket (SOCK_SEQPACKET); the answer is one byte with the read end of a pipe
 * that yields the stream entropy_block(key, 0), entropy_block(key, 1), ... for ever.
 */
struct entropy_request {
    uint64_t magic; /* RUN_MAGIC */
    uint64_t key;
};

/* Of a key: every bit of the stream is the other way around. */
#define ENTROPY_OPPOSITE (1ULL << 63)

/* The nth eight bytes of the stream `key`. */
static inline uint64_t entropy_block(uint64_t key, uint64_t nth)
{
    uint64_t block = hash_mix(key & ~ENTROPY_OPPOSITE, nth, 0);
    return key & ENTROPY_OPPOSITE ? ~block : block;
}

#define RUN_FIRST_PID 301u /* smaller ids are reserved where they wrap around */

/* The id that `unit` chooses: another when it is varied, and odd where the pinned one is even. */
static inline uint32_t run_pid(const struct run_config *config, uint64_t unit, int varied)
{
    uint64_t space = config->pid_max > 1000 ? (config->pid_max - 400) & ~1u : 600;
    uint64_t pinned = hash_mix(config->seed, unit, 0) % space;
    uint64_t other = hash_mix(config->vary_seed, unit, 1) % space;
    other ^= ~(pinned ^ other) & 1;
    return RUN_FIRST_PID + (uint32_t)(varied ? other : pinned);
}

/* The unit of a thread's id: of `image`, known as `thread`. */
static inline uint64_t unit_of_thread(uint64_t image, uint64_t thread)
{
    return hash_mix(UNIT_PID, image, hash_mix(thread, UNIT_PID, 1));
}

/* Whether `unit` is among so many, in ascending order. */
static inline int run_chosen(const uint64_t *units, uint32_t count, uint64_t unit)
{
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (units[middle] == unit)
            return 1;
        if (units[middle] < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* Length of a name below the temporary directory that starts at `text`; 0: none starts there. */
static inline size_t run_temporary_name(const char *text, const char *tmpdir)
{
    size_t length = 0;
    while (tmpdir[length] && text[length] == tmpdir[length])
        length++;
    if (length == 0 || tmpdir[length] || text[length] != '/')
        return 0;
    for (length++; text[length] && text[length] != '.' && text[length] != '/' &&
                   text[length] != ':' && text[length] != ',';)
        length++;
    return length;
}

static inline int run_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline int run_is_hex(char c)
{
    return run_is_digit(c) || (c >= 'a' && c <= 'f');
}

static inline int run_is_word(char c)
{
    return run_is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Length of the hexadecimal number at `text`, a whole word of `argument`; 0: there is none. */
static inline size_t run_hex_word(const char *argument, const char *text)
{
    size_t length = 0, digits = 0;
    if (text > argument && run_is_word(text[-1]))
        return 0;
    for (; run_is_hex(text[length]); length++)
        digits += (size_t)run_is_digit(text[length]);
    return length > 4 && digits && !run_is_word(text[length]) ? length : 0;
}

/* Length of the number or date of at least four digits, or of the hexadecimal word, at `text`. */
static inline size_t run_number(const char *argument, const char *text)
{
    size_t hex = run_hex_word(argument, text), end = 0, digits = 0;
    for (; run_is_digit(text[end]) ||
           (digits && (text[end] == ':' || text[end] == '-') && run_is_digit(text[end + 1]));
         end++)
        digits += (size_t)run_is_digit(text[end]);
    return digits >= 4 && end > hex ? end : hex;
}

/* Length of the name in the temporary directory at `text`, where TMPDIR is varied, too. */
static inline size_t run_temporary(const char *text, const char *tmpdir)
{
    size_t length = *text == '/' ? run_temporary_name(text, tmpdir) : 0;
    return *text == '/' && !length ? run_temporary_name(text, "/tmp") : length;
}

/* Length of what counts at `text`: up to the next slash, digit, or hexadecimal word. */
static inline size_t run_plain(const char *argument, const char *text)
{
    size_t length = 1;
    while (run_is_digit(text[0]) && run_is_digit(text[length]))
        length++;
    while (text[length] && text[length] != '/' && !run_is_digit(text[length]) &&
           !run_hex_word(argument, text + length))
        length++;
    return length;
}

/*
 * Folds one argument of a command line into an identity, leaving out what differs between runs
 * without meaning: numbers and dates of four digits and more, words of more than four hexadecimal
 * digits, names in the temporary directory.
 */
static inline uint64_t run_hash_argument(uint64_t hash, const char *argument, const char *tmpdir)
{
    for (const char *text = argument; *text;) {
        size_t temporary = run_temporary(text, tmpdir), number = run_number(argument, text);
        size_t plain = temporary || number ? 0 : run_plain(argument, text);
        hash = plain ? hash_bytes(text, plain, hash) : hash_mix(hash, temporary ? '*' : '#', 0);
        text += temporary ? temporary : number ? number : plain;
    }
    return hash_mix(hash, 0, 0);
}

#endif
