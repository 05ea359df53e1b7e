#include "scratch_file.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "util.h"

static char directory[64], path[128];

static void remove_scratch(void)
{
    unlink(path);
    rmdir(directory);
}

const char *scratch_directory(void)
{
    if (*directory)
        return directory;
    strcpy(directory, access("/dev/shm", W_OK) == 0 ? "/dev/shm/fuzz-XXXXXX" : "/tmp/fuzz-XXXXXX");
    if (!mkdtemp(directory))
        abort();
    atexit(remove_scratch);
    return directory;
}

const char *scratch_write(const char *name, const void *data, size_t size)
{
    snprintf(path, sizeof path, "%s/%s", scratch_directory(), name);
    autoclose int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    return path;
}
