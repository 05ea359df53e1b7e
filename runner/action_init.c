/* paribus init: a first .paribus.json, from the command line, the tree, and answers. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "actions.h"
#include "command.h"
#include "failure.h"
#include "options.h"
#include "project.h"
#include "safe_file.h"
#include "settings.h"

/* What the file will say. */
struct draft {
    json_t *command, *output, *ignore;
    const char *tree; /* NULL: the default */
};

/* --- from the command line and the tree --- */

static void draft_project(struct draft *draft, const struct project *project)
{
    draft->command = json_string(project->command);
    draft->tree = project->tree;
    if (project->output)
        json_array_append_new(draft->output, json_string(project->output));
    for (const struct project_rule *rule = project->rules; rule->glob; rule++)
        json_object_set_new(draft->ignore, rule->glob, json_string(rule->reason));
}

static void draft_words(struct draft *draft, char **words)
{
    draft->command = json_array();
    for (; *words; words++)
        json_array_append_new(draft->command, json_string(*words));
}

static int draft_options(struct draft *draft, const struct options *options, char **what)
{
    if (options->outputs.count)
        json_array_clear(draft->output);
    for (size_t i = 0; i < options->outputs.count; i++)
        json_array_append_new(draft->output, json_string(options->outputs.items[i]));
    for (size_t i = 0; i < options->ignore.count; i++) {
        const struct ignore_rule *rule = &options->ignore.items[i];
        if (!rule->reason) {
            *what = xasprintf("--ignore: '%s' needs a reason: '%s # why'", rule->glob, rule->glob);
            return -EINVAL;
        }
        json_object_set_new(draft->ignore, rule->glob, json_string(rule->reason));
    }
    if (options->tree)
        draft->tree = options->tree;
    return 0;
}

/* --- by asking --- */

/* The answer, malloc'd; "" for an empty line or the end. */
static char *ask(const char *question)
{
    char *line = NULL;
    size_t room = 0;
    printf("%s ", question);
    fflush(stdout);
    ssize_t length = getline(&line, &room, stdin);
    if (length <= 0) {
        free(line);
        putchar('\n');
        return xstrdup("");
    }
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static void ask_command(struct draft *draft)
{
    const char *guess = json_string_value(draft->command);
    autofree char *question =
        guess ? xasprintf("What is to be checked? [%s]", guess) : xstrdup("What is to be checked?");
    autofree char *answer = ask(question);
    if (!*answer)
        return;
    json_decref(draft->command);
    draft->command = json_string(answer);
    json_array_clear(draft->output); /* the guess was about the other command */
    json_object_clear(draft->ignore);
    draft->tree = NULL;
}

static void ask_outputs(struct draft *draft)
{
    const char *guess = json_string_value(json_array_get(draft->output, 0));
    autofree char *question = xasprintf(
        "Which outputs count? Paths with spaces between; '.' for all [%s]", guess ? guess : ".");
    autofree char *answer = ask(question);
    if (!*answer)
        return;
    json_array_clear(draft->output);
    for (char *rest = answer, *word; (word = strtok_r(rest, " ", &rest));)
        if (strcmp(word, ".") != 0)
            json_array_append_new(draft->output, json_string(word));
}

static void ask_rules(struct draft *draft)
{
    for (;;) {
        autofree char *glob = ask("Which outputs may differ? A glob, or nothing");
        if (!*glob)
            return;
        autofree char *reason = ask("Why may they?");
        if (*reason)
            json_object_set_new(draft->ignore, glob, json_string(reason));
        else
            puts("Without a reason it is no rule.");
    }
}

/* --- the file --- */

static json_t *draft_json(const struct draft *draft)
{
    json_t *root = json_object();
    json_object_set(root, "command", draft->command);
    if (draft->tree)
        json_object_set_new(root, option_rows[OPTION_TREE].name, json_string(draft->tree));
    if (json_array_size(draft->output))
        json_object_set(root, option_rows[OPTION_OUTPUT].name, draft->output);
    if (json_object_size(draft->ignore))
        json_object_set(root, option_rows[OPTION_IGNORE].name, draft->ignore);
    return root;
}

static int write_draft(const struct draft *draft, char **what)
{
    autosafe struct safe_file file;
    json_t *root = draft_json(draft);
    int error = safe_file_open(AT_FDCWD, SETTINGS_FILE, 0666, &file);
    if (!error) {
        json_dumpf(root, file.stream, JSON_INDENT(2));
        putc('\n', file.stream);
        error = safe_file_commit(&file);
    }
    json_decref(root);
    return error ? failure(what, error, "write", SETTINGS_FILE) : 0;
}

static int make_draft(struct draft *draft, const struct options *options, char **what)
{
    const struct project *project = options->argc ? NULL : project_here();
    bool asking =
        !options->argc && !options->quiet && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    if (options->argc)
        draft_words(draft, options->argv);
    else if (project)
        draft_project(draft, project);
    if (project && !options->quiet)
        printf("this is %s: %s is there\n", project->what, project->file);
    int error = draft_options(draft, options, what);
    if (!error && asking) {
        ask_command(draft);
        ask_outputs(draft);
        ask_rules(draft);
    }
    if (!error && !draft->command) {
        *what = xstrdup("nothing here tells how it is built: say it, 'paribus init -- make dist'");
        error = -ENOENT;
    }
    return error;
}

int init_command(const struct options *options)
{
    struct draft draft = {.output = json_array(), .ignore = json_object()};
    autofree char *what = NULL;
    int error = access(SETTINGS_FILE, F_OK) == 0 ? -EEXIST : 0;
    if (error)
        what = xstrdup("'" SETTINGS_FILE "' is there already: remove it first");
    else
        error = make_draft(&draft, options, &what);
    if (!error)
        error = write_draft(&draft, &what);
    json_decref(draft.command);
    json_decref(draft.output);
    json_decref(draft.ignore);
    if (error) {
        fprintf(stderr, "paribus: %s\n", what);
        return error == -EEXIST || error == -EINVAL || error == -ENOENT ? EXIT_MISUSE
                                                                        : EXIT_UNDECIDED;
    }
    if (!options->quiet)
        puts("wrote " SETTINGS_FILE "; now: paribus check");
    return 0;
}
