/* One file in a directory of its own, in memory where that can be had; removed at the end. */
#ifndef SCRATCH_FILE_H
#define SCRATCH_FILE_H

#include <stddef.h>

/* Its directory; made with the first call. */
const char *scratch_directory(void);

/* Writes the file anew; its path. */
const char *scratch_write(const char *name, const void *data, size_t size);

#endif
