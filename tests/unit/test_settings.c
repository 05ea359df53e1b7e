/* Every option has one name and one meaning on the command line, in the file and in variables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "settings.h"
#include "util.h"

static const enum option_id all[] = {
#define OPTION(id, name, letter, argument, apply, help) OPTION_##id,
#include "options.def"
#undef OPTION
    OPTION_END};
static const struct command everything = {"record",         "CMD",    "Test", NULL,
                                          OPERANDS_COMMAND, MODE_PIN, all,    NULL};

/* A value that says something, where the argument's name in the table does not tell one. */
static const struct {
    enum option_id id;
    const char *value;
} samples[] = {
    {OPTION_PIN, "time,pid"},     {OPTION_VARY, "env"},     {OPTION_RECORD, "random"},
    {OPTION_OFF, "stat"},         {OPTION_TIME, "@77"},     {OPTION_SEED, "9"},
    {OPTION_ENV, "A=b"},          {OPTION_FREE, "abc"},     {OPTION_HOLD, "def"},
    {OPTION_IGNORE, "*.l # why"}, {OPTION_MAX_RUNS, "12"},  {OPTION_TIMEOUT, "1.5"},
    {OPTION_FORMAT, "json"},      {OPTION_COLOR, "always"}, {OPTION_KEEP_ENV, "LANG"},
    {OPTION_HOST, "a-host"},      {OPTION_CPUS, "3"},       {OPTION_FOLLOW, "/"},
    {OPTION_REPORT, "r"},         {OPTION_BUDGET, "10m"},   {OPTION_KEEP, "7"},
    {OPTION_OLDER, "9h"},         {OPTION_MAX_SIZE, "3M"},  {OPTION_PARTIAL, "never"},
    {OPTION_REPEAT, "7"},
};

static const char *sample(enum option_id id)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        if (samples[i].id == id)
            return samples[i].value;
    return "some/path";
}

/* --- what options hold, as text --- */

static void show_list(struct text *text, const struct option_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        text_printf(text, " %s", list->items[i]);
    text_puts(text, ";");
}

static void show_units(struct text *text, const struct option_units *units)
{
    for (size_t i = 0; i < units->count; i++)
        text_printf(text, " %llx", (unsigned long long)units->items[i]);
    text_puts(text, ";");
}

static char *show(const struct options *o)
{
    struct text text = {0};
    for (int i = 0; i < SOURCE_COUNT; i++)
        text_printf(&text, "%u", o->mode[i]);
    text_printf(&text, " %lld %d %llu", (long long)o->time.start_ns, o->time_given,
                (unsigned long long)o->seed);
    show_list(&text, &o->keep_env);
    show_list(&text, &o->env);
    show_list(&text, &o->outputs);
    show_list(&text, &o->why_not);
    show_units(&text, &o->free);
    show_units(&text, &o->hold);
    for (size_t i = 0; i < o->ignore.count; i++)
        text_printf(&text, " %s: %s;", o->ignore.items[i].glob, o->ignore.items[i].reason);
    for (size_t i = 0; i < o->wish_count; i++)
        text_printf(&text, " %s", o->wishes[i].format->name);
    text_printf(&text, " %s %s %u %g %llu %s %g %g %u %d", o->tree, o->run_dir, o->limits.keep,
                o->limits.older, (unsigned long long)o->limits.max_size, o->report.path, o->budget,
                o->timeout, o->max_runs, o->colour);
    text_printf(&text, " %d", o->no_keep);
    text_printf(&text, " %d %u", o->partial, o->repeat);
    text_printf(&text, " %d%d%d%d%d%d%d%d", o->no_prove, o->no_overlay, o->no_patch, o->events,
                o->json, o->markdown, o->quiet, o->verbose);
    text_printf(&text, " %s %u %s %d%d%d%d", o->host, o->cpus, o->follow, o->no_net, o->fast_sleep,
                o->tsc, o->audit);
    return text.data;
}

/* --- a parse in an empty directory with this file and these words --- */

static char scratch[] = "/tmp/paribus-settings-XXXXXX";

static int enter_scratch(void **state)
{
    (void)state;
    return mkdtemp(scratch) && chdir(scratch) == 0 ? 0 : -1;
}

static int leave_scratch(void **state)
{
    (void)state;
    unlink(SETTINGS_FILE);
    return chdir("/") == 0 ? rmdir(scratch) : -1;
}

/* `file`: NULL for none.  Returns what the options hold, or the sentence. */
static char *parse(const char *file, char *const *words)
{
    char *argv[16] = {"record"};
    int argc = 1;
    struct options options;
    char *sentence = NULL;
    unlink(SETTINGS_FILE);
    if (file) {
        FILE *to = fopen(SETTINGS_FILE, "w");
        fputs(file, to);
        fclose(to);
    }
    while (*words)
        argv[argc++] = *words++;
    int error = options_parse(&everything, argc, argv, &options, &sentence);
    char *shown = error ? sentence : show(&options);
    options_free(&options);
    return shown;
}

#define PARSE(file, ...) parse((file), (char *[]){__VA_ARGS__, NULL})
#define RECORD           "-r", "run"

static bool has_same_form(enum option_id id)
{
    return !option_is_for_the_line(id) && id != OPTION_RUN_DIR;
}

static char *by_line(enum option_id id)
{
    const struct option_row *row = &option_rows[id];
    autofree char *word =
        row->argument ? xasprintf("--%s=%s", row->name, sample(id)) : xasprintf("--%s", row->name);
    return PARSE(NULL, RECORD, word, "true");
}

static char *by_file(enum option_id id)
{
    const struct option_row *row = &option_rows[id];
    autofree char *file = row->argument ? xasprintf("{\"%s\": \"%s\"}", row->name, sample(id))
                                        : xasprintf("{\"%s\": true}", row->name);
    return PARSE(file, RECORD, "true");
}

static char *by_variable(enum option_id id)
{
    autofree char *name = settings_variable(&option_rows[id]);
    setenv(name, option_rows[id].argument ? sample(id) : "1", 1);
    char *shown = PARSE(NULL, RECORD, "true");
    unsetenv(name);
    return shown;
}

static void test_every_option_means_the_same_in_all_three(void **state)
{
    (void)state;
    autofree char *nothing = PARSE(NULL, RECORD, "true");
    for (int id = OPTION_END + 1; id < OPTION_COUNT; id++) {
        if (!has_same_form((enum option_id)id))
            continue;
        autofree char *line = by_line((enum option_id)id);
        autofree char *file = by_file((enum option_id)id);
        autofree char *variable = by_variable((enum option_id)id);
        assert_string_equal(file, line);
        assert_string_equal(variable, line);
        /* pinned is what this command does anyway */
        if (id != OPTION_PIN && strcmp(line, nothing) == 0)
            fail_msg("--%s says nothing", option_rows[id].name);
    }
}

static void test_line_wins_over_variable_over_file(void **state)
{
    static const char file[] = "{\"seed\": 1, \"quiet\": true, \"output\": [\"f1\", \"f2\"]}";
    (void)state;
    setenv("PARIBUS_SEED", "2", 1);
    setenv("PARIBUS_QUIET", "no", 1);
    setenv("PARIBUS_OUTPUT", "v1\nv2", 1);
    autofree char *all_three = PARSE(file, RECORD, "--seed=3", "-o", "l", "true");
    autofree char *two = PARSE(file, RECORD, "true");
    unsetenv("PARIBUS_SEED");
    unsetenv("PARIBUS_QUIET");
    unsetenv("PARIBUS_OUTPUT");
    autofree char *one = PARSE(file, RECORD, "true");
    autofree char *line = PARSE(NULL, RECORD, "--seed=3", "-o", "l", "true");
    autofree char *variable = PARSE(NULL, RECORD, "--seed=2", "-o", "v1", "-o", "v2", "true");
    autofree char *lowest = PARSE(NULL, RECORD, "--seed=1", "-q", "-o", "f1", "-o", "f2", "true");
    assert_string_equal(all_three, line);
    assert_string_equal(two, variable);
    assert_string_equal(one, lowest);
}

static void test_rules_of_all_three_add_up(void **state)
{
    (void)state;
    autofree char *both = PARSE("{\"ignore\": {\"*.log\": \"dated\"}, \"env\": {\"A\": 1}}", RECORD,
                                "--ignore=b # too", "--env=B=2", "true");
    assert_non_null(strstr(both, " *.log: dated; b: too;"));
    assert_non_null(strstr(both, " A=1 B=2;"));
}

static void test_slips_are_told_with_the_right_name(void **state)
{
    static const struct {
        const char *file, *sentence;
    } slips[] = {
        {"{\"timout\": 1}", ".paribus.json: unknown key 'timout', did you mean 'timeout'?"},
        {"{\"max_runs\": 9}", ".paribus.json: unknown key 'max_runs', did you mean 'max-runs'?"},
        {"{\"comand\": \"make\"}", ".paribus.json: unknown key 'comand', did you mean 'command'?"},
        {"{\"ignore\": [\"*.o\"]}",
         ".paribus.json: ignore: '*.o' needs a reason: {\"*.o\": \"why\"}"},
        {"{\"quiet\": 1}", ".paribus.json: quiet: true or false expected"},
        {"{\"seed\": [1, 2]}", ".paribus.json: seed: one value expected, no list"},
        {"{\"seed\": {}}", ".paribus.json: seed: no object expected"},
        {"{\"seed\": null}", ".paribus.json: seed: a text or a number expected"},
        {"{\"pin\": \"tiem\"}", ".paribus.json: pin: unknown source 'tiem', did you mean 'time'?"},
        {"{\"config\": \"x\"}", ".paribus.json: config: makes sense on the command line only"},
        {"{\"command\": 1}", ".paribus.json: command: a text or a list of texts expected"},
        {"[]", ".paribus.json: one object expected: {\"command\": ...}"},
        {"{\"seed\": 1,\n \"seed\": 2}", ".paribus.json, line 2: duplicate object key near "
                                         "'\"seed\"'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        autofree char *sentence = PARSE(slips[i].file, RECORD, "true");
        assert_string_equal(sentence, slips[i].sentence);
    }
}

static void test_slips_in_variables_are_told_and_others_are_not_ours(void **state)
{
    (void)state;
    setenv("PARIBUS_TIEMOUT", "1", 1);
    autofree char *slip = PARSE(NULL, RECORD, "true");
    unsetenv("PARIBUS_TIEMOUT");
    setenv("PARIBUS_SOMETHING_ELSE", "1", 1);
    autofree char *other = PARSE(NULL, RECORD, "true");
    unsetenv("PARIBUS_SOMETHING_ELSE");
    setenv("PARIBUS_SEED", "x", 1);
    autofree char *bad = PARSE(NULL, RECORD, "true");
    unsetenv("PARIBUS_SEED");
    autofree char *nothing = PARSE(NULL, RECORD, "true");
    assert_string_equal(slip,
                        "unknown variable 'PARIBUS_TIEMOUT', did you mean 'PARIBUS_TIMEOUT'?");
    assert_string_equal(other, nothing);
    assert_string_equal(bad, "PARIBUS_SEED: 'x' is no number from 0 to 2^64-1");
}

static void test_a_file_can_be_left_out_or_named(void **state)
{
    (void)state;
    autofree char *without = PARSE("{\"nonsense\": 1}", RECORD, "--no-config", "true");
    autofree char *nothing = PARSE(NULL, RECORD, "true");
    autofree char *missing = PARSE(NULL, RECORD, "--config=none.json", "true");
    assert_string_equal(without, nothing);
    assert_non_null(strstr(missing, "none.json"));
}

static void test_a_file_found_here_has_nothing_written_elsewhere(void **state)
{
    static const char *const refused[] = {
        "{\"report\": \"/tmp/r\"}",
        "{\"report\": \"../r\"}",
        "{\"run-dir\": \"../r\"}",
        "{\"format\": \"json=../r\"}",
        "{\"format\": [\"text\", \"json=/tmp/r\"]}",
        "{\"report\": \"link/r\"}",
    };
    (void)state;
    assert_int_equal(symlink("/tmp", "link"), 0);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        autofree char *sentence = PARSE(refused[i], RECORD, "true");
        assert_non_null(strstr(sentence, "may not have anything written elsewhere"));
        autofree char *named = PARSE(refused[i], RECORD, "--config=" SETTINGS_FILE, "true");
        assert_null(strstr(named, "elsewhere"));
    }
    unlink("link");
}

/* What the user has set is not what is tried. */
static void forget_variables(void)
{
    for (int id = OPTION_END + 1; id < OPTION_COUNT; id++) {
        autofree char *name = settings_variable(&option_rows[id]);
        unsetenv(name);
    }
    unsetenv("SOURCE_DATE_EPOCH");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_option_means_the_same_in_all_three),
        cmocka_unit_test(test_line_wins_over_variable_over_file),
        cmocka_unit_test(test_rules_of_all_three_add_up),
        cmocka_unit_test(test_slips_are_told_with_the_right_name),
        cmocka_unit_test(test_slips_in_variables_are_told_and_others_are_not_ours),
        cmocka_unit_test(test_a_file_can_be_left_out_or_named),
        cmocka_unit_test(test_a_file_found_here_has_nothing_written_elsewhere),
    };
    forget_variables();
    return cmocka_run_group_tests(tests, enter_scratch, leave_scratch);
}
