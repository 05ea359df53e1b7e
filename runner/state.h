/*
 * The directory in which paribus keeps what outlives a command (XDG): runs, the key of secrets.
 */
#ifndef PARIBUS_STATE_H
#define PARIBUS_STATE_H

/* Its absolute path, malloc'd, perhaps not there yet; NULL: there is no home to put it in. */
char *state_directory(void);

/* Makes `path` and all directories above it, private.  0, also when it is there; negative errno. */
int state_make(const char *path);

/* A fresh private directory PREFIX-XXXXXX in `directory`; malloc'd, NULL: errno. */
char *state_scratch(const char *directory, const char *prefix);

#endif
