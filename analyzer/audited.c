#include "audited.h"
#include <stdlib.h>
#include <string.h>
#include "util.h"

static void add_line(struct tree *tree, char *line)
{
    char *rest = line, *fields[5];
    size_t count = 0;
    line[strcspn(line, "\n")] = '\0';
    while (count < 5 && (fields[count] = strsep(&rest, "\t")))
        count++;
    if (count < 5)
        return;
    *array_push(tree->raw, tree->raw_count) =
        (struct raw_call){.call = xstrdup(fields[1]),
                          .module = xstrdup(fields[3]),
                          .program = xstrdup(fields[4]),
                          .count = strtoull(fields[0], NULL, 10),
                          .offset = strtoull(fields[2], NULL, 16)};
}

void audited_load(const char *directory, struct tree *tree)
{
    autofree char *path = xasprintf("%s/" RUN_AUDIT, directory);
    autofree char *line = NULL;
    size_t room = 0;
    autofile FILE *file = fopen(path, "re");
    tree->audited = file != NULL;
    while (file && getline(&line, &room, file) > 0)
        add_line(tree, line);
}

void audited_free(struct tree *tree)
{
    for (size_t i = 0; i < tree->raw_count; i++) {
        free(tree->raw[i].call);
        free(tree->raw[i].module);
        free(tree->raw[i].program);
    }
    free(tree->raw);
}
