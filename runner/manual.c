#include "manual.h"
#include <ctype.h>
#include <string.h>
#include "formats.h"
#include "options.h"

#ifndef PARIBUS_VERSION
#define PARIBUS_VERSION "unknown"
#endif

/* A hyphen that is to be copied and a backslash are escaped; so is a line's first dot:
 * groff_char(7) */
static void print_text(const char *text, FILE *to)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", to);
    for (; *text; text++) {
        if (*text == '-')
            fputs("\\-", to);
        else if (*text == '\\')
            fputs("\\e", to);
        else if (*text == '\'')
            fputs("\\(aq", to);
        else
            putc(*text, to);
    }
}

/* A sentence of the tables: it gets a capital and a full stop. */
static void print_sentence(const char *text, FILE *to)
{
    char first[2] = {(char)toupper((unsigned char)*text), '\0'};
    bool name = strncmp(text, "auto,", 5) == 0 || strncmp(text, "text,", 5) == 0;
    print_text(name ? (char[2]){*text, '\0'} : first, to);
    print_text(text + 1, to);
    fputs(text[strlen(text) - 1] == '.' ? "\n" : ".\n", to);
}

static void print_bold(const char *before, const char *text, FILE *to)
{
    fprintf(to, "\\fB");
    print_text(before, to);
    print_text(text, to);
    fprintf(to, "\\fR");
}

/* Words in capitals are what the user puts in their place. */
static void print_synopsis(const char *args, FILE *to)
{
    bool inside = false;
    for (; *args; args++) {
        bool letter = isupper((unsigned char)*args) || (inside && *args == '_');
        if (letter != inside)
            fputs(letter ? "\\fI" : "\\fR", to);
        inside = letter;
        print_text((char[2]){*args, '\0'}, to);
    }
    fputs(inside ? "\\fR" : "", to);
}

static void print_title(const char *name, int section, const char *summary, FILE *to)
{
    fputs(".TH ", to);
    for (const char *at = name; *at; at++)
        print_text((char[2]){(char)toupper((unsigned char)*at), '\0'}, to);
    fprintf(to, " %d \"\" \"paribus %s\" \"Paribus Manual\"\n.SH NAME\n", section, PARIBUS_VERSION);
    print_text(name, to);
    fprintf(to, " \\- %c", tolower((unsigned char)*summary));
    print_text(summary + 1, to);
    putc('\n', to);
}

/* The comment lets a page say more: see docs/man/README.md. */
static void print_option(const struct option_row *row, FILE *to)
{
    fputs(".TP\n", to);
    if (row->letter) {
        print_bold("-", (char[2]){(char)row->letter, '\0'}, to);
        fputs(", ", to);
    }
    print_bold("--", row->name, to);
    if (row->argument) {
        putc(' ', to);
        print_synopsis(row->argument, to);
    }
    fprintf(to, "\n.\\\" %s\n", row->name);
    print_sentence(row->help, to);
}

static void print_formats(bool of_a_run, FILE *to)
{
    fputs(".RS\n", to);
    for (const struct format *format = formats; format->name; format++)
        if (format->show || !of_a_run) {
            fprintf(to, ".TP\n.B %s\n.\\\" format-%s\n", format->name, format->name);
            print_sentence(format->what, to);
        }
    fputs(".RE\n", to);
}

static void print_options(const struct command *command, FILE *to)
{
    fputs(".SH OPTIONS\n", to);
    for (const enum option_id *id = command->options; *id != OPTION_END; id++) {
        print_option(&option_rows[*id], to);
        if (*id == OPTION_FORMAT)
            print_formats(command->operands == OPERANDS_RUN, to);
    }
}

static void print_verbs(const struct verb_row *verb, FILE *to)
{
    fputs(".SH COMMANDS\n", to);
    for (; verb->name; verb++) {
        fputs(".TP\n", to);
        print_bold(verb->name, "", to);
        putc(' ', to);
        print_synopsis(verb->args, to);
        putc('\n', to);
        print_sentence(verb->help, to);
    }
}

static void print_commands(FILE *to)
{
    fputs(".SH COMMANDS\n", to);
    for (const struct command *const *command = commands; *command; command++) {
        fprintf(to, ".TP\n.BR \"paribus %s\" \" (see \" paribus\\-%s (1))\n", (*command)->name,
                (*command)->name);
        print_sentence((*command)->summary, to);
    }
}

void manual_print(const struct command *command, FILE *to)
{
    char name[64] = "paribus";
    if (command)
        snprintf(name, sizeof name, "paribus-%s", command->name);
    print_title(name, 1,
                command ? command->summary
                        : "hold everything still, free one thing, look at the output",
                to);
    fputs(".SH SYNOPSIS\n.B paribus", to);
    if (!command) {
        fputs("\n\\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARG\\fR...]\n", to);
        print_commands(to);
        return;
    }
    fprintf(to, " %s\n[\\fIOPTION\\fR...] ", command->name);
    print_synopsis(command->args, to);
    putc('\n', to);
    if (command->verbs)
        print_verbs(command->verbs, to);
    print_options(command, to);
}

/* --- .paribus.json --- */

static const char *kind_of(const struct option_row *row)
{
    if (!row->argument)
        return "true or false";
    if (strstr(row->argument, ",..."))
        return "a text with commas, or a list of texts";
    if (strchr(row->argument, '=') && row->argument[0] != 'F')
        return "an object, or a list of texts";
    return option_repeats(row) ? "a text, or a list of texts" : "a text or a number";
}

static void print_takers(enum option_id id, FILE *to)
{
    const char *between = ".br\nFor ";
    for (const struct command *const *command = commands; *command; command++) {
        if (!command_takes(*command, id))
            continue;
        fprintf(to, "%s%s", between, (*command)->name);
        between = ", ";
    }
    fputs(".\n", to);
}

void manual_of_settings(FILE *to)
{
    print_title("paribus.json", 5, "what paribus does in a project", to);
    fputs(".SH SYNOPSIS\n.B .paribus.json\n.SH KEYS\n", to);
    fputs(".TP\n.BR command \" (a text for sh, or a list of the program and its arguments)\n"
          "The command when none is given.\n",
          to);
    for (int id = OPTION_END + 1; id < OPTION_COUNT; id++) {
        const struct option_row *row = &option_rows[id];
        if (option_is_for_the_line((enum option_id)id))
            continue;
        fputs(".TP\n", to);
        print_bold("", row->name, to);
        fprintf(to, " (%s)\n",
                id == OPTION_IGNORE ? "an object: of globs, each with the reason" : kind_of(row));
        print_sentence(row->help, to);
        print_takers((enum option_id)id, to);
    }
}
