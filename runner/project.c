#include "project.h"
#include <string.h>
#include <unistd.h>
#include "util.h"

static const struct project projects[] = {
#define RULE(glob, reason) {glob, reason},
#define PROJECT(what, file, text, command, output, tree, ...)                                      \
    {what, file, text, command, output, tree, {__VA_ARGS__{NULL, NULL}}},
#include "project.def"
#undef PROJECT
#undef RULE
};

static bool is_here(const struct project *project)
{
    autofree char *content = NULL;
    size_t length;
    if (!project->text)
        return access(project->file, F_OK) == 0;
    return read_whole_file(project->file, &content, &length) == 0 && strstr(content, project->text);
}

const struct project *project_here(void)
{
    for (size_t i = 0; i < sizeof projects / sizeof *projects; i++)
        if (is_here(&projects[i]))
            return &projects[i];
    return NULL;
}
