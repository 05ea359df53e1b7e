#include "script_files.h"
#include <stdlib.h>
#include <string.h>
#include "util.h"

enum language script_language(const struct process *process)
{
    static const struct {
        const char *name;
        enum language language;
    } rows[] = {
        {"sh", LANGUAGE_SHELL},      {"dash", LANGUAGE_SHELL},  {"bash", LANGUAGE_SHELL},
        {"ksh", LANGUAGE_SHELL},     {"mksh", LANGUAGE_SHELL},  {"zsh", LANGUAGE_SHELL},
        {"busybox", LANGUAGE_SHELL}, {"make", LANGUAGE_MAKE},   {"gmake", LANGUAGE_MAKE},
        {"python", LANGUAGE_PYTHON}, {"perl", LANGUAGE_PERL},   {"cc1", LANGUAGE_C},
        {"cc1plus", LANGUAGE_C},     {"cmake", LANGUAGE_CMAKE},
    };
    const char *name = last_part(process->exe);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t length = strlen(rows[i].name);
        if (strncmp(name, rows[i].name, length) == 0 &&
            strspn(name + length, "0123456789.") == strlen(name + length))
            return rows[i].language;
    }
    return LANGUAGE_NONE;
}

/* --- the file --- */

static char *below(const char *directory, const char *name)
{
    while (strncmp(name, "./", 2) == 0)
        name += 2;
    return *name == '/' ? xstrdup(name) : xasprintf("%s/%s", directory, name);
}

static bool load(const char *path, const char *const *roots, char **text)
{
    size_t length;
    if (read_whole_file(path, text, &length) == 0)
        return true;
    for (; roots && *roots; roots++) {
        for (const char *tail = path; tail; tail = strchr(tail + 1, '/')) {
            autofree char *other = xasprintf("%s%s", *roots, tail);
            if (read_whole_file(other, text, &length) == 0)
                return true;
        }
    }
    return false;
}

static bool is_source(const char *word)
{
    static const char *const endings[] = {".c", ".cc", ".cpp", ".cxx", ".C", ".m"};
    const char *point = strrchr(word, '.');
    for (size_t i = 0; point && *word != '-' && i < sizeof endings / sizeof *endings; i++) {
        if (strcmp(point, endings[i]) == 0)
            return true;
    }
    return false;
}

static void add(struct scripts *scripts, char *path, char *text)
{
    *array_push(scripts->items, scripts->count) = (struct script){path, text};
}

/* The script of an interpreter's command line, its Makefile. */
static void add_given(const struct process *process, const char *const *roots,
                      struct scripts *scripts)
{
    static const char *const makefiles[] = {"GNUmakefile", "makefile", "Makefile", NULL};
    enum language language = script_language(process);
    bool make = language == LANGUAGE_MAKE;
    const char *given = NULL;
    for (size_t i = 1; process->argv[i] && !given; i++) {
        const char *word = process->argv[i];
        if (strcmp(word, "-c") == 0 || strcmp(word, "-e") == 0)
            return;
        if (make && strcmp(word, "-f") == 0 && process->argv[i + 1])
            given = process->argv[i + 1];
        else if (!make && (language == LANGUAGE_C ? is_source(word) : *word != '-'))
            given = word;
    }
    for (const char *const *name = make && !given ? makefiles : (const char *const[]){given, NULL};
         *name; name++) {
        char *path = below(process->cwd, *name), *text;
        if (load(path, roots, &text)) {
            add(scripts, path, text);
            return;
        }
        free(path);
    }
}

/* --- cmake: what it read below the tree and did not make itself --- */

static bool ends(const char *text, const char *end)
{
    size_t length = strlen(text), size = strlen(end);
    return length >= size && strcmp(text + length - size, end) == 0;
}

static bool is_cmake_script(const char *path, const char *base)
{
    size_t length = strlen(base);
    bool inside = strncmp(path, base, length) == 0 && path[length] == '/';
    return inside && !strstr(path, "/CMakeFiles/") &&
           (ends(path, "/CMakeLists.txt") || ends(path, ".cmake"));
}

static bool has_script(const struct scripts *scripts, const char *path)
{
    for (size_t i = 0; i < scripts->count; i++) {
        if (strcmp(scripts->items[i].path, path) == 0)
            return true;
    }
    return false;
}

static void add_read(const struct tree *tree, uint32_t process, const char *base,
                     const char *const *roots, struct scripts *scripts)
{
    for (size_t i = 0; base && i < tree->read_count; i++) {
        if (tree->reads[i].process != process)
            continue;
        char *path = below(tree->processes[process].cwd, tree->reads[i].path), *text;
        bool fresh = is_cmake_script(path, base) && !has_script(scripts, path);
        if (fresh && load(path, roots, &text))
            add(scripts, path, text);
        else
            free(path);
    }
}

void scripts_of(const struct tree *tree, uint32_t process, const char *base,
                const char *const *roots, struct scripts *scripts)
{
    const struct process *one = &tree->processes[process];
    enum language language = script_language(one);
    *scripts = (struct scripts){0};
    if (language == LANGUAGE_CMAKE)
        add_read(tree, process, base, roots, scripts);
    else if (language != LANGUAGE_NONE)
        add_given(one, roots, scripts);
}

static void script_free(struct script *script)
{
    free(script->path);
    free(script->text);
    *script = (struct script){0};
}

bool script_origin(const struct script *script, const char *const *roots, struct script *origin)
{
    *origin = (struct script){0};
    if (strcmp(last_part(script->path), "configure") != 0)
        return false;
    origin->path = xasprintf("%s.ac", script->path);
    if (load(origin->path, roots, &origin->text))
        return true;
    script_free(origin);
    return false;
}

void scripts_free(struct scripts *scripts)
{
    for (size_t i = 0; i < scripts->count; i++)
        script_free(&scripts->items[i]);
    free(scripts->items);
    *scripts = (struct scripts){0};
}
