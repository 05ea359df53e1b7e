/*
 * Where the preloaded library lies, and what is installed beside it; and a name by which LD_PRELOAD
 * can hold it.  Knows nothing of what it does.
 */
#ifndef PARIBUS_LIBRARY_H
#define PARIBUS_LIBRARY_H

/* Absolute path of libparibus.so as installed or built beside this program; NULL: not found. */
const char *library_path(void);

/* Absolute path of another file that is installed with it; malloc'd, NULL: not found. */
char *library_companion(const char *name);

#endif
