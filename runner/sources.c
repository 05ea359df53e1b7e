#include "sources.h"

#include <string.h>
#include "run.h"

enum attach { ATTACH_LEAF, ATTACH_VDSO, ATTACH_BOTH, ATTACH_SYMBOL, ATTACH_PSEUDO };

static const char *const attach_names[] = {"symbol + libc", "symbol + vDSO", "symbol + libc + vDSO",
                                           "symbol", "-"};

static const struct source_row {
    const char *name, *what, *pinned;
} sources[] = {
#define SOURCE(number, name, freed, vary, what, pinned) [number] = {#name, what, pinned},
#include "sources.def"
#undef SOURCE
};

/* source -1: plumbing */
static const struct call_row {
    const char *name, *what;
    int source;
    enum attach attach;
} calls[] = {
#define CALL(number, name, source, codec, attach, what)                                            \
    {#name, what, SOURCE_##source, ATTACH_##attach},
#define HOOK(number, name, attach, why) {#name, why, -1, ATTACH_##attach},
#define ALIAS(name, of)
#include "calls.def"
#undef CALL
#undef HOOK
#undef ALIAS
};

static const struct alias_row {
    const char *name, *of;
} aliases[] = {
#define CALL(number, name, source, codec, attach, what)
#define HOOK(number, name, attach, why)
#define ALIAS(name, of) {#name, #of},
#include "calls.def"
#undef CALL
#undef HOOK
#undef ALIAS
};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const char modes[] = "A source is in one of these modes:\n"
                            "%1$soff%1$s     untouched\n"
                            "%1$srecord%1$s  the real value, written down\n"
                            "%1$spin%1$s     the same value in every run\n"
                            "%1$svary%1$s    a different value on purpose, unique per call\n";

static void text_calls(int source, FILE *to)
{
    for (size_t i = 0; i < LENGTH(calls); i++) {
        if (calls[i].source != source)
            continue;
        fprintf(to, "  %-25s %-20s  %s", calls[i].name, attach_names[calls[i].attach],
                calls[i].what);
        const char *lead = "; also ";
        for (size_t j = 0; j < LENGTH(aliases); j++)
            if (strcmp(aliases[j].of, calls[i].name) == 0) {
                fprintf(to, "%s%s", lead, aliases[j].name);
                lead = " ";
            }
        fputc('\n', to);
    }
}

void sources_text(FILE *to)
{
    fprintf(to, modes, "");
    for (size_t i = 0; i < LENGTH(sources); i++) {
        fprintf(to, "\n%s: %s\n  pinned: %s\n", sources[i].name, sources[i].what,
                sources[i].pinned);
        text_calls((int)i, to);
    }
    fputs("\nNo source, but wrapped too: the process tree, deadlines, files.\n", to);
    text_calls(-1, to);
}

static void markdown_calls(int source, FILE *to)
{
    fputs("\n| call | attached | reads |\n|---|---|---|\n", to);
    for (size_t i = 0; i < LENGTH(calls); i++) {
        if (calls[i].source != source)
            continue;
        fprintf(to, "| `%s`", calls[i].name);
        for (size_t j = 0; j < LENGTH(aliases); j++)
            if (strcmp(aliases[j].of, calls[i].name) == 0)
                fprintf(to, ", `%s`", aliases[j].name);
        fprintf(to, " | %s | %s |\n", attach_names[calls[i].attach], calls[i].what);
    }
}

static int has_calls(int source)
{
    for (size_t i = 0; i < LENGTH(calls); i++)
        if (calls[i].source == source)
            return 1;
    return 0;
}

void sources_markdown(FILE *to)
{
    fputs("# Sources\n\nWhat `paribus sources --markdown` prints.\n\n"
          "| source | what it is | pinned |\n|---|---|---|\n",
          to);
    for (size_t i = 0; i < LENGTH(sources); i++)
        fprintf(to, "| [%1$s](%1$s.md) | %2$s | %3$s |\n", sources[i].name, sources[i].what,
                sources[i].pinned);
    fputs("\n| mode | a source in it |\n|---|---|\n| `off` | untouched |\n"
          "| `record` | the real value, written down |\n| `pin` | the same value in every run |\n"
          "| `vary` | a different value on purpose, unique per call |\n",
          to);
    for (size_t i = 0; i < LENGTH(sources); i++) {
        fprintf(to, "\n## %s\n", sources[i].name);
        if (has_calls((int)i))
            markdown_calls((int)i, to);
        else
            fputs("\nNo call: set up before the program starts.\n", to);
    }
    fputs("\n## No source, but wrapped too\n\nThe process tree, deadlines, files.\n", to);
    markdown_calls(-1, to);
}
