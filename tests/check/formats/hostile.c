/* Leaves outputs with names and contents made to break out of a report, stamped with the time. */
#include <stdio.h>
#include <time.h>

static const char *const names[] = {
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)<!--",
    "a\nb\r\n::error::injected",
    "%0A::error file=x::injected,title=y",
    "quote\"quote'quote`quote&amp;",
    "control\x01\x1b[31m\x7f",
    "invalid\xff\xfe\xc3(",
    "direction\xe2\x80\xae"
    "fdp.exe\xe2\x80\xa8next\xef\xbf\xbf",
    "](javascript:alert(1)) | cell | *bold* @all #1 www.example.org",
    "]]>&#x0;&lt;",
    "{\"a\":1}\\u003c\\",
};

/* what debug information claims the source to be called */
#line 7 "<script>alert(2)</script>::error::\n.c"
static void stamp(FILE *file, const char *text)
{
    fprintf(file, "%s at %ld </script><img src=x onerror=alert(3)>\n", text, (long)time(NULL));
}

int main(int argc, char **argv)
{
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s", names[i]);
        for (char *at = path; *at; at++)
            *at = *at == '/' ? '|' : *at;
        FILE *file = fopen(path, "w");
        if (!file)
            return 1;
        stamp(file, argc > 1 ? argv[1] : names[i]);
        fclose(file);
    }
    stamp(stdout, "::error::injected by output\n::set-output name=x::y\n");
    return 0;
}
