#include <string.h>
#include "formats.h"
#include "options.h"
#include "util.h"

#define COLUMN 26 /* where the sentences begin */
#define WIDTH  100

/* The sentence, from COLUMN on, broken at spaces. */
static void print_sentence(const char *text, FILE *to)
{
    size_t room = WIDTH - COLUMN;
    while (strlen(text) > room) {
        size_t cut = room;
        while (cut && text[cut] != ' ')
            cut--;
        fprintf(to, "%.*s\n%*s", (int)cut, text, COLUMN, "");
        text += cut + 1;
    }
    fprintf(to, "%s\n", text);
}

static void print_option(const struct option_row *row, FILE *to)
{
    char head[64];
    char letter[8] = "    ";
    if (row->letter)
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    snprintf(head, sizeof head, "  %s--%s %s", letter, row->name,
             row->argument ? row->argument : "");
    fprintf(to, "%-*s", COLUMN, head);
    if (strlen(head) >= COLUMN)
        fprintf(to, "\n%*s", COLUMN, "");
    print_sentence(row->help, to);
}

/* Every form a command's report can take: `show` is of one run. */
static void print_formats(bool of_a_run, FILE *to)
{
    fputs("\nFORMAT is one of\n", to);
    for (const struct format *format = formats; format->name; format++)
        if (format->show || !of_a_run)
            fprintf(to, "      %-*s%s\n", COLUMN - 6, format->name, format->what);
}

static void print_verbs(const struct verb_row *verb, FILE *to)
{
    fputs("\nWHAT is one of\n", to);
    for (; verb->name; verb++) {
        char head[64];
        snprintf(head, sizeof head, "      %s %s", verb->name, verb->args);
        fprintf(to, "%-*s", COLUMN, head);
        print_sentence(verb->help, to);
    }
}

void usage_print(const struct command *command, FILE *to)
{
    fprintf(to, "usage: paribus %s [OPTION...]%s%s\n\n%s.\n\n", command->name,
            *command->args ? " " : "", command->args, command->summary);
    for (const enum option_id *id = command->options; *id != OPTION_END; id++)
        print_option(&option_rows[*id], to);
    for (const enum option_id *id = command->options; *id != OPTION_END; id++)
        if (*id == OPTION_FORMAT)
            print_formats(command->operands == OPERANDS_RUN, to);
    if (command->verbs)
        print_verbs(command->verbs, to);
}
