/* The report as a page of GitHub-flavoured Markdown: the summary of a job, a comment. */
#include "report.h"

#include <errno.h>
#include "quote.h"
#include "report_blame.h"
#include "report_words.h"
#include "util.h"

#define OUTPUTS 50 /* rows of the table: a summary may hold 1 MiB */
#define CAUSES  50
#define NAMES   5

static void put(FILE *to, const char *before, const char *text, const char *after)
{
    fputs(before, to);
    quote_put(to, QUOTE_MARKDOWN, text);
    fputs(after, to);
}

static void put_head(const struct report *report, FILE *to)
{
    autofree char *result = report_result(report);
    fprintf(to, "## paribus: %s\n\n", verdict_word(report->verdict));
    put(to, "", result, "\n\n");
    if (report->headline)
        put(to, "", report->headline, "\n\n");
    if (!report->command)
        return;
    fputs("Command: <code>", to);
    for (size_t i = 0; report->command[i]; i++)
        put(to, i ? " " : "", report->command[i], "");
    fputs("</code>\n\n", to);
}

static void put_row(const struct report *report, const struct output *output,
                    const struct blame *blame, FILE *to)
{
    const struct cause *cause = blame->count ? &report->causes[blame->causes[0]] : NULL;
    autofree char *who = cause ? report_accusation(cause) : NULL;
    put(to, "| <code>", output->path, "</code> | ");
    put(to, "", cause ? cause->source : "", " | ");
    put(to, "", who ? who : blame->unexplained ? blame->unexplained : "no cause found", "");
    if (blame->count > 1)
        fprintf(to, " and %zu more", blame->count - 1);
    fprintf(to, " | %s |\n", cause ? proof_word(cause->proof) : "unexplained");
}

static void put_outputs(const struct report *report, FILE *to)
{
    struct blame *blames = blame_outputs(report);
    size_t differing = report_differing(report), shown = 0;
    if (differing)
        fputs("| output | source | cause | verdict |\n|---|---|---|---|\n", to);
    for (size_t i = 0; differing && i < report->outputs->count && shown < OUTPUTS; i++)
        if (report->outputs->items[i].state != OUTPUT_EQUAL) {
            put_row(report, &report->outputs->items[i], &blames[i], to);
            shown++;
        }
    blame_outputs_free(report, blames);
    if (differing > shown)
        fprintf(to, "\nand %zu more outputs that differ\n", differing - shown);
    fputs(differing ? "\n" : "", to);
}

static void put_site(const struct report *report, const struct blame_site *site, FILE *to)
{
    const struct cause *cause = &report->causes[site->cause];
    autofree char *who = blame_accusation(report, site);
    autofree char *names = blame_names(report, site, NAMES);
    fprintf(to, "<details><summary>%s: ", cause->source);
    put(to, "", who, "</summary>\n\n");
    put(to, "- reaches ", names, "\n");
    if (cause->process && *cause->process)
        put(to, "- process: ", cause->process, "\n");
    for (size_t i = 0; cause->evidence && cause->evidence[i]; i++)
        put(to, "- ", cause->evidence[i], "\n");
    if (cause->cure)
        put(to, "- cure: ", cause->cure, "\n");
    if (cause->reproduce)
        put(to, "- show it again: <code>", cause->reproduce, "</code>\n");
    fputs("\n</details>\n\n", to);
}

static void put_coverage(const struct report *report, FILE *to)
{
    fprintf(to, "%llu processes, %llu covered; %llu calls recorded; %zu runs\n",
            (unsigned long long)report->processes, (unsigned long long)report->covered,
            (unsigned long long)report->events, report->run_count);
    for (size_t i = 0; i < report->escape_count; i++) {
        put(to, "\n- not covered: ", report->escapes[i].kind, " <code>");
        put(to, "", report->escapes[i].text, "</code>");
    }
    for (size_t i = 0; report->notes && report->notes[i]; i++)
        put(to, "\n- note: ", report->notes[i], "");
    fputs(report->escape_count || (report->notes && report->notes[0]) ? "\n" : "", to);
}

static void put_sites(const struct report *report, FILE *to)
{
    struct blame_sites sites;
    blame_sites(report, &sites);
    for (size_t i = 0; i < sites.count && i < CAUSES; i++)
        put_site(report, &sites.items[i], to);
    if (sites.count > CAUSES)
        fprintf(to, "and %zu more cause%s\n\n", sites.count - CAUSES,
                sites.count == CAUSES + 1 ? "" : "s");
    blame_sites_free(&sites);
}

int report_markdown(const struct report *report, const struct report_style *style, FILE *to)
{
    (void)style;
    put_head(report, to);
    put_outputs(report, to);
    put_sites(report, to);
    put_coverage(report, to);
    return ferror(to) ? -EIO : 0;
}
