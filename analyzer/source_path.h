/*
 * The path of a source file as a person would write it.  Text alone: no file is looked at.
 */
#ifndef PARIBUS_SOURCE_PATH_H
#define PARIBUS_SOURCE_PATH_H

/*
 * `file` as a line table names it, `directory` the one it was compiled in (may be NULL): without
 * "./" and "x/../", relative to `base` if it lies below (may be NULL), else to `directory`.
 * malloc'd.
 */
char *source_path(const char *file, const char *directory, const char *base);

#endif
