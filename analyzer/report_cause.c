#include "report_cause.h"

#include <string.h>
#include "report_blame.h"
#include "report_words.h"
#include "util.h"

#define ARGUMENT  40  /* columns an argument may take in a process chain */
#define ARGUMENTS 160 /* columns all of them may take */

static void add_argument(struct text *line, const char *argument)
{
    struct text safe = {0};
    text_escape(&safe, argument, strlen(argument));
    autofree char *cut = page_cut_end(safe.data ? safe.data : "", ARGUMENT);
    bool quote = !*cut || strpbrk(cut, " \t;|&<>()$`\"*?");
    text_printf(line, quote ? " '%s'" : " %s", cut);
    text_free(&safe);
}

/* "make > sh > date" with the arguments of the last of them: "make > sh > date +%F". */
static char *process_chain(const struct cause *cause)
{
    struct text line = {0};
    text_puts(&line, cause->guessed ? "perhaps " : "");
    text_puts(&line, cause->process ? cause->process : cause->exe ? cause->exe : "unknown process");
    size_t programs = line.length;
    for (size_t i = 1; cause->argv && cause->argv[0] && cause->argv[i]; i++) {
        if (line.length - programs > ARGUMENTS) {
            text_puts(&line, " \xe2\x80\xa6");
            break;
        }
        add_argument(&line, cause->argv[i]);
    }
    return line.data;
}

static void put_proof(const struct page *page, const struct cause *cause)
{
    const char *word = proof_word(cause->proof);
    size_t count = 0;
    for (; cause->evidence && cause->evidence[count]; count++)
        page_line(page, count ? 4 : 2, count ? NULL : word, cause->evidence[count]);
    if (count == 0)
        page_line(page, 2, NULL, word);
}

/* The line to blame, as a link to its file. */
static void put_accusation(const struct page *page, const struct cause *cause, const char *base)
{
    const struct frame *frame = blame_line(cause);
    autofree char *who = report_accusation(cause);
    autofree char *label =
        xasprintf("%s %s", cause->process ? "caused by" : "looks like", cause->source);
    autofree char *place = frame ? xasprintf("%s:%u", frame->file, frame->line) : NULL;
    autofree char *url = frame ? page_url(page, base, frame->file) : NULL;
    page_line(&(struct page){page->style, page->to, place, url}, 2, label, who);
}

void cause_again(const struct page *page, const struct cause *cause, const char *base)
{
    put_accusation(page, cause, base);
    page_line(page, 2, proof_word(cause->proof), "as above");
}

void cause_block(const struct page *page, const struct cause *cause, const char *base)
{
    autofree char *chain = process_chain(cause);
    put_accusation(page, cause, base);
    if (cause->process && *cause->process)
        page_line(page, 4, "process", chain);
    if (cause->script) {
        autofree char *likely = xasprintf("%s, by its words", cause->script);
        page_line(page, 4, "line", likely);
    }
    if (cause->way)
        page_line(page, 4, "way", cause->way);
    put_proof(page, cause);
    if (cause->cure)
        page_line(page, 2, "cure", cause->cure);
    if (cause->reproduce)
        page_verbatim(page, 2, "show it again", cause->reproduce);
}
