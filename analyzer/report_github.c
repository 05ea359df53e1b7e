/*
 * The report as GitHub workflow commands: an annotation at each line to blame, one for each output
 * nobody explains.
 */
#include "report.h"

#include <errno.h>
#include "quote.h"
#include "report_blame.h"
#include "report_words.h"
#include "util.h"

#define NAMES 5 /* outputs named in one annotation */

static void begin(FILE *to, const char *level, const char *file, unsigned line)
{
    fprintf(to, "::%s ", level);
    if (file) {
        fputs("file=", to);
        quote_put(to, QUOTE_GITHUB_PROPERTY, file);
        fputc(',', to);
    }
    if (line)
        fprintf(to, "line=%u,", line);
    fputs("title=", to);
}

/* A new line within a message. */
static void next(FILE *to)
{
    fputs("%0A", to);
}

static void put_site(const struct report *report, const struct blame_site *site, FILE *to)
{
    const struct cause *cause = &report->causes[site->cause];
    const struct frame *at = blame_line(cause);
    autofree char *who = blame_accusation(report, site);
    autofree char *names = blame_names(report, site, NAMES);
    begin(to, cause->proof == PROOF_PROVEN ? "error" : "warning", at ? at->file : NULL,
          at ? at->line : 0);
    quote_printf(to, QUOTE_GITHUB_PROPERTY, "%s reaches an output (%s)", cause->source,
                 proof_word(cause->proof));
    fputs("::", to);
    quote_printf(to, QUOTE_GITHUB, "%s makes %s differ", who, names);
    for (size_t i = 0; cause->evidence && cause->evidence[i]; i++)
        next(to), quote_put(to, QUOTE_GITHUB, cause->evidence[i]);
    if (cause->cure)
        next(to), quote_printf(to, QUOTE_GITHUB, "cure: %s", cause->cure);
    if (cause->reproduce)
        next(to), quote_printf(to, QUOTE_GITHUB, "show it again: %s", cause->reproduce);
    fputc('\n', to);
}

static void put_unexplained(const struct output *output, const char *why, FILE *to)
{
    begin(to, "error", NULL, 0);
    quote_printf(to, QUOTE_GITHUB_PROPERTY, "%s differs", output->path);
    fputs("::", to);
    quote_printf(to, QUOTE_GITHUB, "%s differs: %s", output->path, why ? why : "no cause found");
    fputc('\n', to);
}

static void put_verdict(const struct report *report, FILE *to)
{
    bool good = report->verdict == VERDICT_REPRODUCIBLE;
    autofree char *result = report_result(report);
    begin(to, good && !report->escape_count ? "notice" : "warning", NULL, 0);
    quote_printf(to, QUOTE_GITHUB_PROPERTY, "paribus: %s", verdict_word(report->verdict));
    fputs("::", to);
    quote_put(to, QUOTE_GITHUB, result);
    for (size_t i = 0; i < report->escape_count; i++)
        next(to), quote_printf(to, QUOTE_GITHUB, "not covered: %s: %s", report->escapes[i].kind,
                               report->escapes[i].text);
    fputc('\n', to);
}

int report_github(const struct report *report, const struct report_style *style, FILE *to)
{
    struct blame *blames = blame_outputs(report);
    struct blame_sites sites;
    (void)style;
    put_verdict(report, to);
    blame_sites(report, &sites);
    for (size_t i = 0; i < sites.count; i++)
        put_site(report, &sites.items[i], to);
    blame_sites_free(&sites);
    for (size_t i = 0; report->outputs && i < report->outputs->count; i++)
        if (report->outputs->items[i].state != OUTPUT_EQUAL && !blames[i].count)
            put_unexplained(&report->outputs->items[i], blames[i].unexplained, to);
    blame_outputs_free(report, blames);
    return ferror(to) ? -EIO : 0;
}
