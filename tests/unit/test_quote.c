/* What a program named or printed, quoted for each format. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base64.h"
#include "quote.h"
#include "source_lines.h"
#include "util.h"

static char *quoted(enum quoting quoting, const char *text)
{
    char *result = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&result, &length);
    quote_put(to, quoting, text);
    fclose(to);
    return result;
}

#define assert_quoted(quoting, text, wanted)                                                       \
    do {                                                                                           \
        autofree char *got = quoted(quoting, text);                                                \
        assert_string_equal(got, wanted);                                                          \
    } while (0)

static void test_xml(void **state)
{
    (void)state;
    assert_quoted(QUOTE_XML, "<a b=\"c\" d='e'>&]]>",
                  "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;]]&gt;");
    assert_quoted(QUOTE_XML, "\x01\n\xff\xef\xbf\xbf", "\\x01\\n\\xff\\xef\\xbf\\xbf");
    assert_quoted(QUOTE_XML, "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f");
}

static void test_github(void **state)
{
    (void)state;
    assert_quoted(QUOTE_GITHUB, "100%\n::error::x", "100%25\\n::error::x");
    assert_quoted(QUOTE_GITHUB_PROPERTY, "a,b:c%0A", "a%2Cb%3Ac%250A");
}

static void test_markdown(void **state)
{
    (void)state;
    assert_quoted(QUOTE_MARKDOWN, "a|b", "a&#124;b");
    assert_quoted(QUOTE_MARKDOWN, "<b>", "&lt;b&gt;");
    assert_quoted(QUOTE_MARKDOWN, "[x](y)", "&#91;x&#93;&#40;y&#41;");
    assert_quoted(QUOTE_MARKDOWN, "Www.example.org", "&#87;ww.example.org");
    assert_quoted(QUOTE_MARKDOWN, "https://x", "https&#58;//x");
}

static void test_label(void **state)
{
    (void)state;
    assert_quoted(QUOTE_LABEL, "say \"a\"\n", "say \\\"a\\\"\\\\n");
}

static void test_sarif(void **state)
{
    (void)state;
    assert_quoted(QUOTE_SARIF, "[a](b) {0} \x01", "\\[a\\](b) {{0}} \\\\x01");
}

static void test_uri(void **state)
{
    (void)state;
    autofree char *relative = quote_uri("out/a b%\xff#?");
    autofree char *absolute = quote_uri("/usr/x");
    assert_string_equal(relative, "out/a%20b%25%FF%23%3F");
    assert_string_equal(absolute, "file:///usr/x");
}

static void test_base64(void **state)
{
    static const char *const pairs[][2] = {
        {"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
        {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xfe", "//4="}};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        autofree char *text = base64(pairs[i][0], strlen(pairs[i][0]));
        assert_string_equal(text, pairs[i][1]);
    }
}

/* Only regular files below the tree are quoted, whatever debug information says. */
static void test_source_lines(void **state)
{
    struct source_lines lines;
    (void)state;
    autofree char *base = realpath(SOURCE_DIR "/tests", NULL);
    assert_true(source_lines_read(base, "unit/test_quote.c", 2, 4, &lines));
    assert_int_equal(lines.first, 1);
    assert_int_equal(lines.count, 6);
    assert_memory_equal(lines.lines[1].data, "#include <stdarg.h>", lines.lines[1].size);
    source_lines_free(&lines);
    assert_false(source_lines_read(base, "unit/test_quote.c", 1000000, 4, &lines));
    assert_false(source_lines_read(base, "unit/test_quote.c", 0, 4, &lines));
    assert_false(source_lines_read(base, "../CMakeLists.txt", 1, 4, &lines));
    assert_false(source_lines_read(base, "/etc/passwd", 1, 4, &lines));
    assert_false(source_lines_read(base, "unit", 1, 4, &lines));
    assert_false(source_lines_read(base, NULL, 1, 4, &lines));
    assert_false(source_lines_read(NULL, "unit/test_quote.c", 1, 4, &lines));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_xml),      cmocka_unit_test(test_github),
        cmocka_unit_test(test_markdown), cmocka_unit_test(test_label),
        cmocka_unit_test(test_sarif),    cmocka_unit_test(test_uri),
        cmocka_unit_test(test_base64),   cmocka_unit_test(test_source_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
