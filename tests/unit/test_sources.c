#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include "modes.h"
#include "sources.h"
#include "util.h"

static char *render(void (*print)(FILE *))
{
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    print(to);
    fclose(to);
    return text;
}

static void test_every_source_and_call_is_in_the_table(void **state)
{
    (void)state;
    autofree char *text = render(sources_text);
    for (int i = 0; i < SOURCE_COUNT; i++) {
        autofree char *head = xasprintf("\n%s: ", source_names[i]);
        assert_non_null(strstr(text, head));
    }
    assert_non_null(strstr(text, "  getdents64 "));
    assert_non_null(strstr(text, "also mkstemp64"));
    assert_non_null(strstr(text, "  execve "));
}

static void test_the_page_in_docs_is_the_one_we_print(void **state)
{
    autofree char *kept = NULL;
    autofree char *printed = render(sources_markdown);
    size_t length;
    (void)state;
    assert_int_equal(read_whole_file(SOURCE_DIR "/docs/sources/README.md", &kept, &length), 0);
    if (strcmp(kept, printed) != 0)
        fail_msg("stale: paribus sources --markdown > docs/sources/README.md");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_source_and_call_is_in_the_table),
        cmocka_unit_test(test_the_page_in_docs_is_the_one_we_print),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
