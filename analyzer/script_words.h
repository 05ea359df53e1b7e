/*
 * Lines of a text by their words: a command with its arguments, words that ask, a variable.  Knows
 * texts; knows no languages but how comments and variables look in them.
 */
#ifndef PARIBUS_SCRIPT_WORDS_H
#define PARIBUS_SCRIPT_WORDS_H

#include <stdbool.h>

/* What is looked for: one of these. */
struct wanted_line {
    const char *const *argv; /* a command: its name has to be there, its arguments may */
    const char *words;       /* or one of these */
    const char *weaker;      /* or, where no line has such a word, one of these */
    const char *variable;    /* or $NAME, ${NAME}, $(NAME) */
};

#define MATCH_LINES 8

/* The lines that are most like it. */
struct line_match {
    unsigned likeness; /* 0: none is */
    unsigned count;    /* how many are as like */
    unsigned lines[MATCH_LINES];
    bool straight; /* none of them stands in a loop or under a condition, as far as it shows */
};

void script_find(const char *text, const struct wanted_line *wanted, struct line_match *match);

#endif
