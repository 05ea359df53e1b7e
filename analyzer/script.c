#include "script.h"
#include <stdlib.h>
#include <string.h>
#include "script_files.h"
#include "script_words.h"
#include "util.h"

/* What reads a source, as words of a language: the line of such a word asked. */
struct reader_words {
    enum language language;
    enum source source;
    const char *words;
};
static const struct reader_words readers[] = {
    {LANGUAGE_SHELL, SOURCE_pid, "$$ $PPID $! $BASHPID"},
    {LANGUAGE_SHELL, SOURCE_random, "$RANDOM $SRANDOM"},
    {LANGUAGE_SHELL, SOURCE_time, "$RANDOM $EPOCHSECONDS $EPOCHREALTIME $SECONDS times"},
    {LANGUAGE_PYTHON, SOURCE_time,
     "time time_ns now utcnow today strftime localtime gmtime ctime asctime monotonic "
     "perf_counter process_time writestr"},
    {LANGUAGE_PYTHON, SOURCE_timezone,
     "localtime ctime mktime fromtimestamp astimezone now today tzname"},
    {LANGUAGE_PYTHON, SOURCE_random,
     "random randint choice shuffle uniform urandom token_hex token_bytes uuid1 uuid4"},
    {LANGUAGE_PYTHON, SOURCE_pid, "getpid getppid get_native_id"},
    {LANGUAGE_PYTHON, SOURCE_dirorder, "listdir scandir glob iglob iterdir walk rglob"},
    {LANGUAGE_PYTHON, SOURCE_stat, "stat getmtime getatime getctime getsize st_mtime"},
    {LANGUAGE_PYTHON, SOURCE_host, "gethostname uname node getfqdn"},
    {LANGUAGE_PYTHON, SOURCE_cpu, "cpu_count sched_getaffinity"},
    {LANGUAGE_C, SOURCE_time, "__DATE__ __TIME__ __TIMESTAMP__"},
    {LANGUAGE_C, SOURCE_timezone, "__DATE__ __TIME__ __TIMESTAMP__"},
    {LANGUAGE_CMAKE, SOURCE_time, "string(TIMESTAMP STRING(TIMESTAMP"},
    {LANGUAGE_CMAKE, SOURCE_stat, "file(TIMESTAMP FILE(TIMESTAMP"},
    {LANGUAGE_CMAKE, SOURCE_random, "string(RANDOM STRING(RANDOM"},
    {LANGUAGE_CMAKE, SOURCE_dirorder, "file(GLOB file(GLOB_RECURSE FILE(GLOB FILE(GLOB_RECURSE"},
    {LANGUAGE_CMAKE, SOURCE_host, "HOSTNAME FQDN CMAKE_HOST_SYSTEM CMAKE_HOST_SYSTEM_VERSION"},
    {LANGUAGE_CMAKE, SOURCE_cpu, "NUMBER_OF_LOGICAL_CORES NUMBER_OF_PHYSICAL_CORES ProcessorCount"},
    {LANGUAGE_PERL, SOURCE_time, "time localtime gmtime times"},
    {LANGUAGE_PERL, SOURCE_timezone, "localtime mktime"},
    {LANGUAGE_PERL, SOURCE_random, "rand srand"},
    {LANGUAGE_PERL, SOURCE_pid, "$$ getppid"},
    {LANGUAGE_PERL, SOURCE_dirorder, "readdir glob"},
    {LANGUAGE_PERL, SOURCE_stat, "stat lstat -M -A -C"},
};

/* Where no line has such a word: these may ask, or only show what another line asked. */
static const struct reader_words weaker[] = {
    {LANGUAGE_PYTHON, SOURCE_timezone, "strftime asctime"},
    {LANGUAGE_PERL, SOURCE_timezone, "strftime"},
};

static const char *words_in(const struct reader_words *rows, size_t count, enum language language,
                            enum source source)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].language == language && rows[i].source == source)
            return rows[i].words;
    }
    return NULL;
}
#define words_of(rows, language, source)                                                           \
    words_in(rows, sizeof(rows) / sizeof *(rows), language, source)

/* The nearest interpreter of a script above a process; -1: none. */
static int64_t interpreter_above(const struct tree *tree, int64_t process, const char *base,
                                 const char *const *roots, struct scripts *scripts)
{
    for (; process >= 0; process = tree->processes[process].creator) {
        if (tree->processes[process].forked)
            continue;
        scripts_of(tree, (uint32_t)process, base, roots, scripts);
        if (scripts->count)
            return process;
    }
    return -1;
}

/* The program below `interpreter` on the way to `process`: what the script's line started. */
static int64_t started_by(const struct tree *tree, int64_t interpreter, int64_t process)
{
    int64_t below_it = -1;
    for (; process >= 0 && process != interpreter; process = tree->processes[process].creator) {
        if (!tree->processes[process].forked)
            below_it = process;
    }
    return below_it;
}

static bool same_arguments(const struct process *a, const struct process *b)
{
    size_t i = 0;
    while (a->argv[i] && b->argv[i] && strcmp(a->argv[i], b->argv[i]) == 0)
        i++;
    return !a->argv[i] && !b->argv[i];
}

/*
 * Of lines with the same words the one whose turn it was: where as many programs were started with
 * these words as lines have them, one after the other.  0: their number or order is not known.
 */
static unsigned line_by_turn(const struct tree *tree, int64_t interpreter, int64_t started,
                             const struct line_match *match)
{
    const struct process *one = &tree->processes[started];
    uint32_t turns = 0, seen = 0;
    for (int64_t i = 0; i < (int64_t)tree->process_count; i++) {
        const struct process *other = &tree->processes[i];
        if (other->forked || !same_arguments(one, other) || started_by(tree, interpreter, i) != i)
            continue;
        turns++;
        seen |= other->ordinal < MATCH_LINES ? 1u << other->ordinal : 0;
    }
    bool known = match->straight && turns == match->count && turns <= MATCH_LINES &&
                 seen == (1u << turns) - 1;
    return known ? match->lines[one->ordinal] : 0;
}

/* What the line has to have. */
static struct wanted_line wanted_of(const struct tree *tree, int64_t interpreter, int64_t started,
                                    uint32_t process, enum source source, const char *subject)
{
    enum language language = script_language(&tree->processes[interpreter]);
    bool variable = language != LANGUAGE_C &&
                    (source == SOURCE_env || source == SOURCE_locale || source == SOURCE_timezone);
    if (started < 0)
        return (struct wanted_line){.words = words_of(readers, language, source),
                                    .weaker = words_of(weaker, language, source),
                                    .variable = variable ? subject : NULL};
    /* make runs its lines by a shell: the words of the command are the shell's third */
    const char *const *argv = tree->processes[started].argv;
    bool through_shell =
        argv[0] && argv[1] && strcmp(argv[1], "-c") == 0 && started != (int64_t)process;
    return (struct wanted_line){.argv = through_shell ? tree->processes[process].argv : argv};
}

static char *relative(const char *path, const char *base)
{
    size_t length = base ? strlen(base) : 0;
    bool inside = length && strncmp(path, base, length) == 0 && path[length] == '/';
    return xstrdup(inside ? path + length + 1 : path);
}

static char *place_of(const struct script *script, unsigned line, const char *base)
{
    autofree char *name = relative(script->path, base);
    return xasprintf("%s:%u", name, line);
}

/* In whichever of the scripts it is likeliest; NULL: it is as likely in two. */
static const struct script *likeliest(const struct scripts *scripts,
                                      const struct wanted_line *wanted, struct line_match *best)
{
    const struct script *found = NULL;
    *best = (struct line_match){0};
    for (size_t i = 0; i < scripts->count; i++) {
        struct line_match match;
        script_find(scripts->items[i].text, wanted, &match);
        if (match.likeness && match.likeness == best->likeness)
            found = NULL;
        if (match.likeness <= best->likeness)
            continue;
        found = &scripts->items[i];
        *best = match;
    }
    return found;
}

char *script_line(const struct tree *tree, uint32_t process, enum source source,
                  const char *subject, const char *base, const char *const *roots)
{
    autoscripts struct scripts scripts = {0}, origins = {0};
    struct line_match match;
    if (process >= tree->process_count)
        return NULL;
    int64_t interpreter = interpreter_above(tree, process, base, roots, &scripts);
    if (interpreter < 0)
        return NULL;
    int64_t started = started_by(tree, interpreter, process);
    struct wanted_line wanted = wanted_of(tree, interpreter, started, process, source, subject);
    if (wanted.argv && !wanted.argv[0])
        return NULL;
    struct script origin;
    if (script_origin(&scripts.items[0], roots, &origin))
        *array_push(origins.items, origins.count) = origin;
    const struct script *script = likeliest(&origins, &wanted, &match);
    if (!script || match.count != 1)
        script = likeliest(&scripts, &wanted, &match);
    unsigned line = match.count == 1 ? match.lines[0] : 0;
    if (script && !line && started >= 0)
        line = line_by_turn(tree, interpreter, started, &match);
    return script && line ? place_of(script, line, base) : NULL;
}
