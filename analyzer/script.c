#include "script.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "util.h"

enum language {
    LANGUAGE_NONE,
    LANGUAGE_SHELL,
    LANGUAGE_MAKE,
    LANGUAGE_PYTHON,
    LANGUAGE_PERL,
    LANGUAGE_C, /* gcc's compiler proper: macros that ask */
};

/* What reads a source, as words of a language: the line of such a word asked. */
static const struct {
    enum language language;
    enum source source;
    const char *words;
} readers[] = {
    {LANGUAGE_SHELL, SOURCE_pid, "$$ $PPID $! $BASHPID"},
    {LANGUAGE_SHELL, SOURCE_random, "$RANDOM $SRANDOM"},
    {LANGUAGE_SHELL, SOURCE_time, "$RANDOM $EPOCHSECONDS $EPOCHREALTIME $SECONDS times"},
    {LANGUAGE_PYTHON, SOURCE_time,
     "time time_ns now utcnow today strftime localtime gmtime ctime asctime monotonic "
     "perf_counter process_time ZipFile writestr"},
    {LANGUAGE_PYTHON, SOURCE_random,
     "random randint choice shuffle uniform urandom token_hex token_bytes uuid1 uuid4"},
    {LANGUAGE_PYTHON, SOURCE_pid, "getpid getppid get_native_id"},
    {LANGUAGE_PYTHON, SOURCE_dirorder, "listdir scandir glob iglob iterdir walk rglob"},
    {LANGUAGE_PYTHON, SOURCE_stat, "stat getmtime getatime getctime getsize st_mtime"},
    {LANGUAGE_PYTHON, SOURCE_host, "gethostname uname node getfqdn"},
    {LANGUAGE_PYTHON, SOURCE_cpu, "cpu_count sched_getaffinity"},
    {LANGUAGE_C, SOURCE_time, "__DATE__ __TIME__ __TIMESTAMP__"},
    {LANGUAGE_C, SOURCE_timezone, "__DATE__ __TIME__ __TIMESTAMP__"},
    {LANGUAGE_PERL, SOURCE_time, "time localtime gmtime times"},
    {LANGUAGE_PERL, SOURCE_random, "rand srand"},
    {LANGUAGE_PERL, SOURCE_pid, "$$ getppid"},
    {LANGUAGE_PERL, SOURCE_dirorder, "readdir glob"},
    {LANGUAGE_PERL, SOURCE_stat, "stat lstat -M -A -C"},
};

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static enum language language_of(const struct process *process)
{
    static const struct {
        const char *name;
        enum language language;
    } rows[] = {
        {"sh", LANGUAGE_SHELL},      {"dash", LANGUAGE_SHELL}, {"bash", LANGUAGE_SHELL},
        {"ksh", LANGUAGE_SHELL},     {"mksh", LANGUAGE_SHELL}, {"zsh", LANGUAGE_SHELL},
        {"busybox", LANGUAGE_SHELL}, {"make", LANGUAGE_MAKE},  {"gmake", LANGUAGE_MAKE},
        {"python", LANGUAGE_PYTHON}, {"perl", LANGUAGE_PERL},  {"cc1", LANGUAGE_C},
        {"cc1plus", LANGUAGE_C},
    };
    const char *name = last_part(process->exe);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].name);
        if (strncmp(name, rows[i].name, length) == 0 &&
            strspn(name + length, "0123456789.") == strlen(name + length))
            return rows[i].language;
    }
    return LANGUAGE_NONE;
}

/* --- the file --- */

static char *below(const char *directory, const char *name)
{
    while (strncmp(name, "./", 2) == 0)
        name += 2;
    return *name == '/' ? xstrdup(name) : xasprintf("%s/%s", directory, name);
}

static bool load(const char *path, const char *const *roots, char **text)
{
    size_t length;
    if (read_whole_file(path, text, &length) == 0)
        return true;
    for (; roots && *roots; roots++) {
        for (const char *tail = path; tail; tail = strchr(tail + 1, '/')) {
            autofree char *other = xasprintf("%s%s", *roots, tail);
            if (read_whole_file(other, text, &length) == 0)
                return true;
        }
    }
    return false;
}

static bool is_source(const char *word)
{
    static const char *const endings[] = {".c", ".cc", ".cpp", ".cxx", ".C", ".m"};
    const char *point = strrchr(word, '.');
    for (size_t i = 0; point && *word != '-' && i < sizeof endings / sizeof *endings; i++) {
        if (strcmp(point, endings[i]) == 0)
            return true;
    }
    return false;
}

/* The script of an interpreter's command line, its Makefile; malloc'd, NULL: none. */
static char *script_of(const struct process *process, const char *const *roots, char **text)
{
    static const char *const makefiles[] = {"GNUmakefile", "makefile", "Makefile", NULL};
    enum language language = language_of(process);
    bool make = language == LANGUAGE_MAKE;
    const char *given = NULL;
    for (size_t i = 1; process->argv[i] && !given; i++) {
        const char *word = process->argv[i];
        if (strcmp(word, "-c") == 0 || strcmp(word, "-e") == 0)
            return NULL;
        if (make && strcmp(word, "-f") == 0 && process->argv[i + 1])
            given = process->argv[i + 1];
        else if (!make && (language == LANGUAGE_C ? is_source(word) : *word != '-'))
            given = word;
    }
    for (const char *const *name = make && !given ? makefiles : (const char *const[]){given, NULL};
         *name; name++) {
        char *path = below(process->cwd, *name);
        if (load(path, roots, text))
            return path;
        free(path);
    }
    return NULL;
}

/* What autoconf makes a script of is what one would change; malloc'd, NULL: there is none. */
static char *origin_of(const char *script, const char *const *roots, char **text)
{
    char *path = strcmp(last_part(script), "configure") == 0 ? xasprintf("%s.ac", script) : NULL;
    if (path && load(path, roots, text))
        return path;
    free(path);
    return NULL;
}

/* --- words --- */

static bool is_part(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_';
}

/* Whether the word stands in the line on its own. */
static bool has_word(const char *line, size_t length, const char *word)
{
    size_t size = strlen(word);
    for (size_t at = 0; size && at + size <= length; at++) {
        if (memcmp(line + at, word, size) == 0 &&
            (at == 0 || !is_part(word[0]) || !is_part(line[at - 1])) &&
            (at + size == length || !is_part(word[size - 1]) || !is_part(line[at + size])))
            return true;
    }
    return false;
}

/* How well a line goes with what is looked for; 0: not at all. */
struct wanted_line {
    const char *const *argv; /* a command: its name has to be there, its arguments may */
    const char *words;       /* or one of these */
    const char *variable;    /* or $NAME, ${NAME}, $(NAME) */
};

static unsigned likeness_of_command(const char *line, size_t length, const char *const *argv)
{
    if (!has_word(line, length, last_part(argv[0])))
        return 0;
    unsigned likeness = 1;
    for (size_t i = 1; i < 32 && argv[i]; i++)
        likeness += has_word(line, length, argv[i]);
    return likeness;
}

static bool has_one_of(const char *line, size_t length, const char *words)
{
    autofree char *copy = xstrdup(words);
    char *rest = copy, *word;
    while ((word = strsep(&rest, " "))) {
        if (has_word(line, length, word))
            return true;
    }
    return false;
}

static bool has_variable(const char *line, size_t length, const char *name)
{
    static const char *const forms[] = {"$%s",     "${%s", "$(%s)", "environ[\"%s\"]",
                                        "ENV{%s}", "'%s'", "\"%s\""};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct text form = {0};
        const char *hole = strstr(forms[i], "%s");
        text_add(&form, forms[i], (size_t)(hole - forms[i]));
        text_puts(&form, name);
        text_puts(&form, hole + 2);
        bool found = has_word(line, length, form.data);
        text_free(&form);
        if (found)
            return true;
    }
    return false;
}

static unsigned likeness(const char *line, size_t length, const struct wanted_line *wanted)
{
    if (wanted->argv)
        return likeness_of_command(line, length, wanted->argv);
    if (wanted->variable)
        return has_variable(line, length, wanted->variable);
    return wanted->words && has_one_of(line, length, wanted->words);
}

/* Comments, and lines that only name what others use. */
static bool is_silent(const char *line, size_t length)
{
    static const char *const starts[] = {"#", "import ", "from ", "use "};
    size_t blank = strspn(line, " \t@-+");
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        if (strncmp(line + blank, starts[i], strlen(starts[i])) == 0)
            return true;
    }
    return blank >= length;
}

/* The number of the one line that is most like it; 0: none, or several are. */
static unsigned find_line(const char *text, const struct wanted_line *wanted)
{
    unsigned best = 0, found = 0, number = 1;
    for (const char *line = text; *line; number++) {
        size_t length = strcspn(line, "\n");
        unsigned like = is_silent(line, length) ? 0 : likeness(line, length, wanted);
        if (like && like == best)
            found = 0;
        if (like > best) {
            best = like;
            found = number;
        }
        line += length + (line[length] == '\n');
    }
    return found;
}

/* --- whose line --- */

/* The nearest interpreter of a script above a process; UINT32_MAX: none.  `-c` is none. */
static int64_t interpreter_above(const struct tree *tree, int64_t process, const char *const *roots,
                                 char **path, char **text)
{
    for (; process >= 0; process = tree->processes[process].creator) {
        const struct process *one = &tree->processes[process];
        if (language_of(one) == LANGUAGE_NONE || one->forked)
            continue;
        *path = script_of(one, roots, text);
        if (*path)
            return process;
    }
    return -1;
}

static const char *words_of(enum language language, enum source source)
{
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        if (readers[i].language == language && readers[i].source == source)
            return readers[i].words;
    }
    return NULL;
}

/* The program below `interpreter` on the way to `process`: what the script's line started. */
static const struct process *started_by(const struct tree *tree, int64_t interpreter,
                                        int64_t process)
{
    const struct process *below_it = NULL;
    for (; process >= 0 && process != interpreter; process = tree->processes[process].creator) {
        if (!tree->processes[process].forked)
            below_it = &tree->processes[process];
    }
    return below_it;
}

/* make runs its lines by a shell: the words of the command are the shell's third. */
static unsigned line_of_command(const char *text, const struct process *started,
                                const struct process *accused)
{
    struct wanted_line wanted = {.argv = accused->argv};
    bool through_shell = started->argv[0] && started->argv[1] &&
                         strcmp(started->argv[1], "-c") == 0 && started != accused;
    if (!through_shell)
        wanted.argv = started->argv;
    return wanted.argv[0] ? find_line(text, &wanted) : 0;
}

static char *relative(const char *path, const char *base)
{
    size_t length = base ? strlen(base) : 0;
    bool inside = length && strncmp(path, base, length) == 0 && path[length] == '/';
    return xstrdup(inside ? path + length + 1 : path);
}

static unsigned line_in(const struct tree *tree, const char *text, int64_t interpreter,
                        uint32_t process, enum source source, const char *subject)
{
    const struct process *started = started_by(tree, interpreter, process);
    enum language language = language_of(&tree->processes[interpreter]);
    bool variable = language != LANGUAGE_C &&
                    (source == SOURCE_env || source == SOURCE_locale || source == SOURCE_timezone);
    struct wanted_line wanted = {.words = words_of(language, source),
                                 .variable = variable ? subject : NULL};
    return started ? line_of_command(text, started, &tree->processes[process])
                   : find_line(text, &wanted);
}

char *script_line(const struct tree *tree, uint32_t process, enum source source,
                  const char *subject, const char *base, const char *const *roots)
{
    autofree char *path = NULL, *text = NULL, *origin_text = NULL;
    if (process >= tree->process_count)
        return NULL;
    int64_t interpreter = interpreter_above(tree, process, roots, &path, &text);
    if (interpreter < 0)
        return NULL;
    autofree char *origin = origin_of(path, roots, &origin_text);
    unsigned line = origin ? line_in(tree, origin_text, interpreter, process, source, subject) : 0;
    autofree char *name = relative(line ? origin : path, base);
    if (!line)
        line = line_in(tree, text, interpreter, process, source, subject);
    return line ? xasprintf("%s:%u", name, line) : NULL;
}
