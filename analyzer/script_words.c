#include "script_words.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "util.h"

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
    if ((wanted->variable && has_variable(line, length, wanted->variable)) ||
        (wanted->words && has_one_of(line, length, wanted->words)))
        return 2;
    return wanted->weaker && has_one_of(line, length, wanted->weaker);
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

static bool is_straight(const char *line, size_t length)
{
    static const char turns[] = "for while until if then else elif case do && || { function";
    return line[0] != ' ' && line[0] != '\t' && !has_one_of(line, length, turns);
}

void script_find(const char *text, const struct wanted_line *wanted, struct line_match *match)
{
    unsigned number = 1;
    *match = (struct line_match){0};
    for (const char *line = text; *line; number++) {
        size_t length = strcspn(line, "\n");
        unsigned like = is_silent(line, length) ? 0 : likeness(line, length, wanted);
        if (like > match->likeness)
            *match = (struct line_match){.likeness = like, .straight = true};
        if (like && like == match->likeness) {
            match->straight &= is_straight(line, length);
            if (match->count++ < MATCH_LINES)
                match->lines[match->count - 1] = number;
        }
        line += length + (line[length] == '\n');
    }
}
