#include "exec_environment.h"
#include "exec_target.h"
#include "identity.h"
#include "banned.h"

#define PRELOAD "LD_PRELOAD="
#define STATE   RUN_ENV "="

/* --- the state variable --- */

static const char *hex_value(const char *text, uint64_t *value)
{
    for (*value = 0;; text++) {
        unsigned digit = (unsigned char)*text - '0';
        if (digit > 9)
            digit = (unsigned char)*text - 'a' + 10;
        if ((digit > 9 && (*text < 'a' || *text > 'f')) || digit > 15)
            return text;
        *value = *value << 4 | digit;
    }
}

bool exec_state_parse(const char *text, struct exec_state *state, const char **directory)
{
    text = hex_value(text, &state->base);
    if (*text++ != '.')
        return false;
    text = hex_value(text, &state->pid_unit);
    if (*text == '.') {
        do
            text++;
        while (*text == '0');
    }
    state->traced = *text == 't';
    text += state->traced;
    *directory = text + 1;
    return *text == ':' && text[1] == '/';
}

static char *copy(char *to, const char *from)
{
    size_t length = text_length(from);
    memcpy(to, from, length + 1);
    return to + length;
}

static void format_state(char *out, const struct exec_state *state)
{
    out = number_text(copy(out, STATE), state->base, 16);
    *out++ = '.';
    out = number_text(out, state->pid_unit, 16);
    *out++ = '.';
    memset(out, '0', lib.config->filler);
    out += lib.config->filler;
    if (state->traced)
        *out++ = 't';
    *out++ = ':';
    copy(out, lib.directory);
}

static size_t state_size(void)
{
    return sizeof STATE + 40 + lib.config->filler + sizeof lib.directory;
}

/* --- hiding: environ as the program would have it without us --- */

/* Length of "libasan.so.N:" before our library, which we put there ourselves. */
static size_t sanitizer_length(const char *preload)
{
    size_t length = 0;
    if (!text_starts(preload, EXEC_SANITIZER))
        return 0;
    while (preload[length] && preload[length] != ':')
        length++;
    return preload[length] && text_starts(preload + length + 1, lib.config->library) ? length + 1
                                                                                     : 0;
}

/* Takes ours out of "LD_PRELOAD=ours:theirs", in place; false: nothing else was in it. */
static bool strip_preload(char *variable)
{
    char *value = variable + sizeof PRELOAD - 1;
    char *rest = value + sanitizer_length(value);
    if (!text_starts(rest, lib.config->library))
        return true;
    rest += text_length(lib.config->library);
    if (*rest == '\0')
        return false;
    memmove(value, rest + 1, text_length(rest + 1) + 1);
    return true;
}

void exec_hide(char **envp)
{
    char **out = envp;
    for (char **in = envp; *in; in++) {
        bool keep = !text_starts(*in, STATE) && (!text_starts(*in, PRELOAD) || strip_preload(*in));
        if (keep)
            *out++ = *in;
    }
    while (*out)
        *out++ = NULL;
    lib.hidden = true;
}

/* --- repairing --- */

static size_t list_length(char *const *list)
{
    size_t count = 0;
    while (list && list[count])
        count++;
    return count;
}

static const char *find_variable(char *const *envp, const char *prefix)
{
    for (; envp && *envp; envp++) {
        if (text_starts(*envp, prefix))
            return *envp + text_length(prefix);
    }
    return NULL;
}

/* What is not ours in a value that may already name us. */
static const char *theirs_in(const char *preload)
{
    preload += sanitizer_length(preload);
    size_t ours = text_length(lib.config->library);
    if (!text_starts(preload, lib.config->library))
        return preload;
    return preload[ours] ? preload + ours + 1 : preload + ours;
}

static void format_preload(char *out, const char *first, const char *theirs)
{
    out = copy(copy(out, PRELOAD), first);
    if (*first)
        *out++ = ':';
    out = copy(out, lib.config->library);
    if (*theirs) {
        *out++ = ':';
        copy(out, theirs);
    }
}

static void fill_environment(char **out, char *const *envp, char *preload, char *state)
{
    *out++ = preload;
    *out++ = state;
    for (uint32_t i = 0; i < lib.config->blanks; i++)
        *out++ = (char *)(uintptr_t)STATE;
    for (; envp && *envp; envp++) {
        if (!text_starts(*envp, PRELOAD) && !text_starts(*envp, STATE))
            *out++ = *envp;
    }
    *out = NULL;
}

/* What fits on the smallest stacks programs exec from. */
#define STACK_ROOM 4096u

/*
 * Room for `size` bytes.  What a child that shares our memory took and carried into its exec is
 * left behind here: it goes with the next one.
 */
static void *take_memory(size_t size)
{
    if (thread_self.exec_memory)
        sys2(SYS_munmap, thread_self.exec_memory, thread_self.exec_size);
    thread_self.exec_memory = NULL;
    long memory =
        sys6(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory < 0)
        return NULL;
    thread_self.exec_size = size;
    thread_self.exec_memory = (void *)memory;
    return (void *)memory;
}

long exec_with_environment(char *const *envp, const struct exec_state *next, const char *first,
                           long (*use)(char *const *repaired, void *context), void *context)
{
    const char *given = find_variable(envp, PRELOAD);
    const char *theirs = given ? theirs_in(given) : "";
    size_t preload_size = sizeof PRELOAD + text_length(first) + 1 +
                          text_length(lib.config->library) + 1 + text_length(theirs) + 1;
    size_t list_size = (list_length(envp) + 3 + lib.config->blanks) * sizeof(char *);
    size_t size = list_size + preload_size + state_size();
    char *memory = size <= STACK_ROOM ? __builtin_alloca(size) : take_memory(size);
    if (!memory)
        return -ENOMEM;
    char *preload = memory + list_size, *state = preload + preload_size;
    format_preload(preload, first, theirs);
    format_state(state, next);
    fill_environment((char **)(void *)memory, envp, preload, state);
    return use((char *const *)(void *)memory, context);
}

long exec_without_ours(char *const *envp, long (*use)(char *const *without, void *context),
                       void *context)
{
    const char *given = find_variable(envp, PRELOAD);
    const char *theirs = given ? theirs_in(given) : "";
    size_t list_size = (list_length(envp) + 1) * sizeof(char *);
    char *memory = take_memory(list_size + sizeof PRELOAD + text_length(theirs));
    if (!memory)
        return -ENOMEM;
    char **out = (char **)(void *)memory, *preload = memory + list_size;
    copy(copy(preload, PRELOAD), theirs);
    for (; envp && *envp; envp++) {
        bool is_preload = text_starts(*envp, PRELOAD);
        if (!text_starts(*envp, STATE) && (!is_preload || *theirs))
            *out++ = is_preload ? preload : *envp;
    }
    *out = NULL;
    return use((char *const *)(void *)memory, context);
}
