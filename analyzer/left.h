/*
 * The list of what one left directory holds below tree/.  Knows directories, whiteouts and overlay
 * attributes; looks into no file.
 */
#ifndef PARIBUS_LEFT_H
#define PARIBUS_LEFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct left_entry {
    char *path;  /* below the root; may hold any byte but NUL */
    mode_t mode; /* 0: deleted, a whiteout */
    uint64_t size;
    uint64_t written,
        inode;    /* last changed, in nanoseconds, and its number: the order of writing */
    char *target; /* of a symbolic link, else NULL */
    bool bare;    /* a directory that is empty and was made by the run: nothing else tells of it */
};

struct left {
    char *root;
    struct left_entry *items; /* sorted by path, byte-wise */
    size_t count;
};

/*
 * Lists everything below `root` (LEFT/tree; nothing there is an empty list), directories included.
 * 0 or a negative errno with *what (malloc'd).
 */
int left_list(const char *root, struct left *left, char **what);
void left_free(struct left *left);

#endif
