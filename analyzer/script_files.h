/*
 * The scripts of an interpreter: of a shell, make, cmake, python, perl; of gcc's compiler proper
 * its source.  Knows command lines and where files of a run are kept; reads no meaning in them.
 */
#ifndef PARIBUS_SCRIPT_FILES_H
#define PARIBUS_SCRIPT_FILES_H

#include "tree.h"

enum language {
    LANGUAGE_NONE,
    LANGUAGE_SHELL,
    LANGUAGE_MAKE,
    LANGUAGE_CMAKE,
    LANGUAGE_PYTHON,
    LANGUAGE_PERL,
    LANGUAGE_C, /* gcc's compiler proper: macros that ask */
};

enum language script_language(const struct process *process);

struct script {
    char *path, *text;
};
struct scripts {
    struct script *items;
    size_t count;
};

/*
 * What a process interprets, the files below `base` if they are many; none where the words are in
 * its arguments (-c).  Files that are gone are looked for below `roots` (NULL-terminated).
 */
void scripts_of(const struct tree *tree, uint32_t process, const char *base,
                const char *const *roots, struct scripts *scripts);

/* What autoconf makes a script of is what one would change: configure.ac.  False: there is none. */
bool script_origin(const struct script *script, const char *const *roots, struct script *origin);

void scripts_free(struct scripts *scripts);
#define autoscripts __attribute__((cleanup(scripts_free)))

#endif
