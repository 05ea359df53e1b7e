#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "formats.h"
#include "options.h"
#include "util.h"

/* A command that takes every option, and one that takes two directories. */
static const enum option_id all[] = {
#define OPTION(id, name, letter, argument, apply, help) OPTION_##id,
#include "options.def"
#undef OPTION
    OPTION_END};
static const enum option_id few[] = {OPTION_TIME,  OPTION_PIN,  OPTION_FORMAT,
                                     OPTION_QUIET, OPTION_HELP, OPTION_END};
static const struct command everything = {"record",         "CMD",    "Test", NULL,
                                          OPERANDS_COMMAND, MODE_PIN, all,    NULL};
static const struct command running = {"run",    "CMD", "Test", NULL, OPERANDS_COMMAND,
                                       MODE_PIN, few,   NULL};
static const struct command comparing = {"compare",         "A B",    "Test", NULL,
                                         OPERANDS_TWO_RUNS, MODE_PIN, few,    NULL};

#define MANY 64

/* Splits `line` at spaces and parses it; argv points into `words`. */
struct parsed {
    struct options options;
    char *words;
    char *argv[MANY];
    char *sentence;
    int error;
};

static struct parsed *parse(const struct command *command, const char *line)
{
    struct parsed *parsed = xcalloc(1, sizeof *parsed);
    int argc = 0;
    parsed->words = xasprintf("%s %s", command->name, line);
    for (char *word = strtok(parsed->words, " "); word; word = strtok(NULL, " "))
        parsed->argv[argc++] = word;
    parsed->error = options_parse(command, argc, parsed->argv, &parsed->options, &parsed->sentence);
    return parsed;
}

static void parsed_free(struct parsed **parsed)
{
    options_free(&(*parsed)->options);
    free((*parsed)->words);
    free((*parsed)->sentence);
    free(*parsed);
}
#define autoparsed __attribute__((cleanup(parsed_free)))

static void assert_refused(const struct command *command, const char *line, const char *sentence)
{
    autoparsed struct parsed *parsed = parse(command, line);
    assert_int_not_equal(parsed->error, 0);
    assert_string_equal(parsed->sentence, sentence);
}

static void test_options_end_at_the_command(void **state)
{
    (void)state;
    autoparsed struct parsed *parsed = parse(&running, "-q ls --quiet --nonsense");
    assert_int_equal(parsed->error, 0);
    assert_true(parsed->options.quiet);
    assert_int_equal(parsed->options.argc, 3);
    assert_string_equal(parsed->options.argv[0], "ls");
    assert_string_equal(parsed->options.argv[2], "--nonsense");
    assert_null(parsed->options.argv[3]);
}

static void test_two_dashes_end_options_too(void **state)
{
    (void)state;
    autoparsed struct parsed *parsed = parse(&running, "-- -q");
    assert_int_equal(parsed->error, 0);
    assert_false(parsed->options.quiet);
    assert_string_equal(parsed->options.argv[0], "-q");
}

static void test_options_may_follow_run_directories(void **state)
{
    (void)state;
    autoparsed struct parsed *parsed = parse(&comparing, "one two --format json");
    assert_int_equal(parsed->error, 0);
    assert_int_equal(parsed->options.wish_count, 1);
    assert_string_equal(parsed->options.wishes[0].format->name, "json");
    assert_null(parsed->options.wishes[0].file.path);
    assert_string_equal(parsed->options.argv[1], "two");
}

static void test_later_modes_win(void **state)
{
    (void)state;
    autoparsed struct parsed *parsed =
        parse(&everything, "-r d --vary all --pin time,pid --off pid --record env x");
    assert_int_equal(parsed->error, 0);
    assert_int_equal(parsed->options.mode[SOURCE_random], MODE_VARY);
    assert_int_equal(parsed->options.mode[SOURCE_time], MODE_PIN);
    assert_int_equal(parsed->options.mode[SOURCE_pid], MODE_OFF);
    assert_int_equal(parsed->options.mode[SOURCE_env], MODE_RECORD);
}

static void test_a_switch_can_be_switched_off(void **state)
{
    (void)state;
    autoparsed struct parsed *parsed = parse(&running, "--quiet --quiet=no x");
    assert_int_equal(parsed->error, 0);
    assert_false(parsed->options.quiet);
}

static void test_values_arrive(void **state)
{
    (void)state;
    autoparsed struct parsed *parsed = parse(
        &everything,
        "-r dir --time @5 --seed 0x10 --keep-env A --keep-env B --env C=d=e --free ab --free 0xcd "
        "--hold 1 -o out --ignore *.log --tree t --no-prove --max-runs 9 --budget 1.5h --timeout "
        "1.5 --keep 7 --older 36h --max-size 2G --no-keep "
        "--no-overlay --no-patch --events --format json --report r --color always --markdown -v x");
    const struct options *options = &parsed->options;
    if (parsed->error)
        fail_msg("%s", parsed->sentence);
    assert_true(options->time_given && options->time.start_ns == 5000000000);
    assert_true(options->seed == 16 && options->keep_env.count == 2 && options->free.count == 2);
    assert_string_equal(options->keep_env.items[1], "B");
    assert_null(options->keep_env.items[2]);
    assert_string_equal(options->env.items[0], "C=d=e");
    assert_true(options->free.items[0] == 0xab && options->free.items[1] == 0xcd);
    assert_true(options->hold.items[0] == 1 && options->max_runs == 9 && options->timeout == 1.5);
    assert_true(options->budget == 5400);
    assert_string_equal(options->outputs.items[0], "out");
    assert_string_equal(options->ignore.items[0].glob, "*.log");
    assert_true(options->no_prove && options->no_overlay && options->no_patch && options->events);
    assert_true(options->markdown && options->verbose && options->colour == COLOUR_ALWAYS);
    assert_string_equal(options->report.path, "r");
    assert_true(options->limits.keep == 7 && options->limits.older == 36 * 3600 &&
                options->limits.max_size == 2ULL << 30 && options->no_keep);
}

static void test_formats_go_to_several_files(void **state)
{
    (void)state;
    autoparsed struct parsed *parsed =
        parse(&comparing, "--format html=page.html --format sarif --format json=- one two");
    const struct options *options = &parsed->options;
    assert_int_equal(parsed->error, 0);
    assert_int_equal(options->wish_count, 3);
    assert_string_equal(options->wishes[0].format->name, "html");
    assert_string_equal(options->wishes[0].file.path, "page.html");
    assert_null(options->wishes[1].file.path);
    assert_string_equal(options->wishes[2].format->name, "json");
    assert_null(options->wishes[2].file.path);
}

static void test_wrong_use_is_told_in_a_sentence(void **state)
{
    (void)state;
    assert_refused(&running, "--pni x", "unknown option '--pni', did you mean '--pin'?");
    assert_refused(&running, "--zzzzzz", "unknown option '--zzzzzz'");
    assert_refused(&running, "-z", "unknown option '-z'");
    assert_refused(&running, "--seed 1 x", "unknown option '--seed'");
    assert_refused(&running, "--time", "option '--time' needs a value");
    assert_refused(&running, "--quiet=maybe x", "--quiet: 'maybe' is neither yes nor no");
    assert_refused(&running, "--pin tiem x", "--pin: unknown source 'tiem', did you mean 'time'?");
    assert_refused(&comparing, "--format jsn a b",
                   "--format: unknown format 'jsn', did you mean 'json'?");
    assert_refused(&running, "",
                   "no command to run: give one, or let 'paribus init' write down which");
    assert_refused(&comparing, "one", "two runs, directories or files expected");
    assert_refused(&everything, "--older 3x x", "--older: '3x' is no age: 90m, 36h, 30d, 2w, 1y");
    assert_refused(&everything, "--max-size 5GB x", "--max-size: '5GB' is no size: 500M, 5G");
    assert_refused(&everything, "--keep runs x",
                   "--keep: 'runs' is no number of runs; a directory to keep them in is given with "
                   "--run-dir");
}

static void test_bad_values_are_refused(void **state)
{
    static const char *const lines[] = {"--seed -1 x",
                                        "--seed 1x x",
                                        "--seed 99999999999999999999 x",
                                        "--max-runs 0 x",
                                        "--timeout 0 x",
                                        "--budget 0 x",
                                        "--budget 10x x",
                                        "--budget m x",
                                        "--budget 1mm x",
                                        "--timeout nan x",
                                        "--timeout 1s x",
                                        "--format xml x",
                                        "--format= x",
                                        "--format json= x",
                                        "--format json=/dev/null/report x",
                                        "--format html=/ x",
                                        "--report /dev/null/report x",
                                        "--color red x",
                                        "--free xyz x",
                                        "--free 12345678901234567 x",
                                        "--env NAME x",
                                        "--env =v x",
                                        "--keep-env A=b x",
                                        "--time never x",
                                        "--tree= x"};
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        autoparsed struct parsed *parsed = parse(&everything, lines[i]);
        if (!parsed->error)
            fail_msg("accepted: %s", lines[i]);
        assert_non_null(parsed->sentence);
    }
}

static void test_help_asks_nothing_of_the_rest(void **state)
{
    (void)state;
    autoparsed struct parsed *parsed = parse(&everything, "--help");
    assert_int_equal(parsed->error, 0);
    assert_true(parsed->options.help);
}

static void test_source_date_epoch_sets_the_clock(void **state)
{
    (void)state;
    setenv("SOURCE_DATE_EPOCH", "77", 1);
    autoparsed struct parsed *parsed = parse(&running, "x");
    assert_true(parsed->options.time.start_ns == 77000000000 && !parsed->options.time_given);
    setenv("SOURCE_DATE_EPOCH", "soon", 1);
    assert_refused(&running, "x",
                   "SOURCE_DATE_EPOCH is set, but not to a number of seconds since 1970");
    unsetenv("SOURCE_DATE_EPOCH");
}

static void test_colour_follows_the_user(void **state)
{
    struct options options = {.colour = COLOUR_ALWAYS};
    (void)state;
    FILE *file = fopen("/dev/null", "w");
    assert_true(options_colour(&options, file));
    options.colour = COLOUR_AUTO;
    assert_false(options_colour(&options, file));
    fclose(file);
}

static void test_help_names_every_option_a_command_takes(void **state)
{
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    (void)state;
    usage_print(&everything, to);
    fclose(to);
    for (int id = OPTION_END + 1; id < OPTION_COUNT; id++) {
        autofree char *name = xasprintf("--%s", option_rows[id].name);
        assert_non_null(strstr(text, name));
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options_end_at_the_command),
        cmocka_unit_test(test_two_dashes_end_options_too),
        cmocka_unit_test(test_options_may_follow_run_directories),
        cmocka_unit_test(test_later_modes_win),
        cmocka_unit_test(test_a_switch_can_be_switched_off),
        cmocka_unit_test(test_values_arrive),
        cmocka_unit_test(test_formats_go_to_several_files),
        cmocka_unit_test(test_wrong_use_is_told_in_a_sentence),
        cmocka_unit_test(test_bad_values_are_refused),
        cmocka_unit_test(test_help_asks_nothing_of_the_rest),
        cmocka_unit_test(test_source_date_epoch_sets_the_clock),
        cmocka_unit_test(test_colour_follows_the_user),
        cmocka_unit_test(test_help_names_every_option_a_command_takes),
    };
    unsetenv("SOURCE_DATE_EPOCH");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
