/* paribus doctor: all probes, as text or JSON; the exit status is the worst finding. */
#include <gnu/libc-version.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include "actions.h"
#include "doctor.h"
#include "options.h"
#include "util.h"

static const char *const overall[] = {"fine", "reduced", "unusable"};

/* What is not needed is missing, and no worse for it. */
static const char *state_name(const struct finding *finding)
{
    if (!finding->answer.error)
        return "ok";
    return finding->answer.severity == FINE ? "missing" : overall[finding->answer.severity];
}

static enum severity worst_of(const struct finding *findings)
{
    enum severity worst = FINE;
    for (unsigned i = 0; i < probe_count(); i++) {
        if (findings[i].answer.error && findings[i].answer.severity > worst)
            worst = findings[i].answer.severity;
    }
    return worst;
}

/* --- text --- */

static const char *colour_of(const struct finding *finding)
{
    static const char *const colours[] = {"", "\033[33m", "\033[31m"};
    return finding->answer.error ? colours[finding->answer.severity] : "\033[32m";
}

static void print_finding(const struct finding *finding, bool colour)
{
    const struct answer_of_probe *answer = &finding->answer;
    printf("%s%-8s%s  %-15s  %s\n", colour ? colour_of(finding) : "", state_name(finding),
           colour ? "\033[0m" : "", finding->probe->name, finding->probe->purpose);
    if (!answer->error)
        return;
    printf("          why: %s\n", answer->detail);
    printf("          so:  %s\n", finding->probe->meaning);
    if (*answer->remedy)
        printf("          do:  %s\n", answer->remedy);
}

static void print_text(const struct options *options, const struct finding *findings,
                       const struct utsname *machine)
{
    static const char *const sentences[] = {
        "everything works here\n",
        "paribus works here, with less than it could do\n",
        "paribus cannot work here\n",
    };
    bool colour = options_colour(options, stdout);
    printf("%s %s, glibc %s, %s\n\n", machine->sysname, machine->release, gnu_get_libc_version(),
           machine->machine);
    for (unsigned i = 0; i < probe_count(); i++)
        print_finding(&findings[i], colour);
    printf("\n%s", sentences[worst_of(findings)]);
}

/* --- JSON --- */

static json_t *shown(const char *text)
{
    struct text escaped = {0};
    text_escape(&escaped, text, strlen(text));
    json_t *string = json_string(escaped.data ? escaped.data : "");
    text_free(&escaped);
    return string;
}

static json_t *finding_json(const struct finding *finding)
{
    const struct answer_of_probe *answer = &finding->answer;
    return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s}", "name", finding->probe->name, "state",
                     state_name(finding), "purpose", finding->probe->purpose, "detail",
                     shown(answer->detail), "meaning", answer->error ? finding->probe->meaning : "",
                     "remedy", answer->error ? answer->remedy : "");
}

static void print_json(const struct finding *findings, const struct utsname *machine)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < probe_count(); i++)
        json_array_append_new(list, finding_json(&findings[i]));
    json_t *root =
        json_pack("{s:s, s:s, s:{s:s, s:s, s:s}, s:o}", "schema", "paribus.doctor/1", "state",
                  overall[worst_of(findings)], "machine", "kernel", machine->release, "libc",
                  gnu_get_libc_version(), "processor", machine->machine, "probes", list);
    json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
}

int doctor_command(const struct options *options)
{
    autofree struct finding *findings = xcalloc(probe_count(), sizeof *findings);
    struct utsname machine;
    uname(&machine);
    for (unsigned i = 0; i < probe_count(); i++)
        doctor_try(&probes[i], &findings[i]);
    if (options->json)
        print_json(findings, &machine);
    else
        print_text(options, findings, &machine);
    return (int)worst_of(findings);
}
