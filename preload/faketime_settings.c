#include "faketime_settings.h"
#include "faketime.h"
#include "moment.h"
#include "banned.h"

#define SYSTEM_FILE "/etc/faketimerc"
#define USER_FILE   "/.faketimerc"
#define CACHE       (10 * MOMENT_SECOND)

const char *faketime_variable(char *const *envp, const char *name)
{
    size_t length = text_length(name);
    for (; envp && *envp; envp++) {
        if (text_starts(*envp, name) && (*envp)[length] == '=')
            return *envp + length + 1;
    }
    return NULL;
}

/* A copy: programs that set their title write over the environment they were given. */
static const char *kept(char *const *envp, const char *name)
{
    static char room[2048] SELDOM;
    static size_t used;
    const char *value = faketime_variable(envp, name);
    size_t size = value ? text_length(value) + 1 : 0;
    if (size == 0 || size > sizeof room - used)
        return NULL;
    char *copy = memcpy(room + used, value, size);
    used += size;
    return copy;
}

/* As strtoll(3) with base 0, as far as it goes. */
static int64_t number(const char *text)
{
    bool negative = moment_char(&text, "-");
    uint64_t value = 0, base = 10;
    if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
        base = 16;
        text += 2;
    } else if (text[0] == '0') {
        base = 8;
    }
    for (;; text++) {
        char c = *text >= 'A' && *text <= 'F' ? (char)(*text - 'A' + 'a') : *text;
        uint64_t digit = (uint64_t)(moment_is_digit(c) ? c - '0' : c - 'a' + 10);
        if (digit >= base)
            break;
        value = value * base + digit;
    }
    if (value > INT64_MAX)
        value = INT64_MAX; /* what strtoll gives */
    return negative ? -(int64_t)value : (int64_t)value;
}

static int64_t number_of(char *const *envp, const char *name, int64_t otherwise)
{
    const char *value = faketime_variable(envp, name);
    return value && *value ? number(value) : otherwise;
}

static bool is_set(char *const *envp, const char *name)
{
    return faketime_variable(envp, name) != NULL;
}

static bool is_one(char *const *envp, const char *name)
{
    const char *value = faketime_variable(envp, name);
    return value && text_equal(value, "1");
}

/* --- which programs --- */

static bool is_listed(const char *list, const char *program)
{
    size_t length = text_length(program);
    while (*list) {
        if (text_starts(list, program) && (list[length] == ',' || list[length] == '\0'))
            return true;
        while (*list && *list++ != ',')
            ;
    }
    return false;
}

static bool is_for(char *const *envp, const char *program)
{
    const char *only = faketime_variable(envp, "FAKETIME_ONLY_CMDS");
    const char *skip = faketime_variable(envp, "FAKETIME_SKIP_CMDS");
    return (!only || is_listed(only, program)) && (!skip || !is_listed(skip, program));
}

void faketime_read_settings(char *const *envp, const char *program,
                            struct faketime_settings *settings)
{
    const char *seed = faketime_variable(envp, "FAKERANDOM_SEED");
    int64_t seconds = number_of(envp, "FAKETIME_CACHE_DURATION", CACHE / MOMENT_SECOND);
    *settings = (struct faketime_settings){
        .random = seed != NULL,
        .seed = seed ? (uint64_t)number(seed) : 0,
        .plain_monotonic =
            is_one(envp, "FAKETIME_DONT_FAKE_MONOTONIC") || is_one(envp, "DONT_FAKE_MONOTONIC"),
        .plain_utime = number_of(envp, "FAKE_UTIME", 1) == 0,
        .keep_start = is_set(envp, "FAKETIME_DONT_RESET"),
        .keep_pace = is_set(envp, "FAKETIME_XRESET"),
        .cache = is_one(envp, "FAKETIME_NO_CACHE") ? 0 : seconds * MOMENT_SECOND,
        .start_seconds = number_of(envp, "FAKETIME_START_AFTER_SECONDS", -1),
        .stop_seconds = number_of(envp, "FAKETIME_STOP_AFTER_SECONDS", -1),
        .start_calls = number_of(envp, "FAKETIME_START_AFTER_NUMCALLS", -1),
        .stop_calls = number_of(envp, "FAKETIME_STOP_AFTER_NUMCALLS", -1),
        .spawn = kept(envp, "FAKETIME_SPAWN_TARGET"),
        .spawn_seconds = number_of(envp, "FAKETIME_SPAWN_SECONDS", -1),
        .spawn_calls = number_of(envp, "FAKETIME_SPAWN_NUMCALLS", -1),
        .save = kept(envp, "FAKETIME_SAVE_FILE"),
        .load = kept(envp, "FAKETIME_LOAD_FILE"),
        .follow = kept(envp, "FAKETIME_FOLLOW_FILE"),
        .pid = (pid_t)number_of(envp, "FAKETIME_FAKEPID", 0),
        .state = faketime_variable(envp, "FAKETIME_SHARED"),
    };
    settings->time = is_for(envp, program);
    settings->stat = settings->time && !is_set(envp, "NO_FAKE_STAT");
}

/* --- where the time is said --- */

/* Below the home directory; false: there is none, or it is too long. */
static bool user_file(char *const *envp, char *path, size_t room)
{
    const char *home = faketime_variable(envp, "HOME");
    size_t length = home ? text_length(home) : 0;
    if (length == 0 || length + sizeof USER_FILE > room)
        return false;
    memcpy(path, home, length);
    memcpy(path + length, USER_FILE, sizeof USER_FILE);
    return true;
}

static bool exists(const char *path)
{
    return sys4(SYS_faccessat, AT_FDCWD, path, R_OK, 0) == 0;
}

static bool is_comment(char first)
{
    return first == ' ' || first == '#' || first == ';';
}

/* The first line that is neither empty nor a comment. */
static void first_line(const char *text, char *line)
{
    while (*text) {
        size_t length = 0;
        while (text[length] && text[length] != '\n' && text[length] != '\r')
            length++;
        if (length > 0 && length < FAKETIME_TEXT && !is_comment(*text)) {
            memcpy(line, text, length);
            line[length] = '\0';
            return;
        }
        text += length + (text[length] != '\0');
    }
}

static bool read_file(const char *path, char *line)
{
    char text[1024];
    long fd = path ? sys4(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0) : -ENOENT;
    if (fd < 0)
        return false;
    long length = sys3(SYS_read, fd, text, sizeof text - 1);
    sys1(SYS_close, fd);
    text[length > 0 ? length : 0] = '\0';
    first_line(text, line);
    return true;
}

bool faketime_find_text(char *const *envp, char text[FAKETIME_TEXT])
{
    char path[512];
    const char *said = faketime_variable(envp, "FAKETIME");
    text[0] = '\0';
    if (said && *said) {
        size_t length = text_length(said);
        if (length < FAKETIME_TEXT)
            memcpy(text, said, length + 1);
        return length < FAKETIME_TEXT;
    }
    if (!read_file(faketime_variable(envp, "FAKETIME_TIMESTAMP_FILE"), text) &&
        !(user_file(envp, path, sizeof path) && read_file(path, text)))
        read_file(SYSTEM_FILE, text);
    return text[0] != '\0';
}

bool faketime_wanted(char *const *envp)
{
    char path[512];
    for (char *const *at = envp; *at; at++) {
        if (**at == 'F' && (text_starts(*at, "FAKETIME") || text_starts(*at, "FAKERANDOM_SEED=")))
            return true;
    }
    return (user_file(envp, path, sizeof path) && exists(path)) || exists(SYSTEM_FILE);
}
